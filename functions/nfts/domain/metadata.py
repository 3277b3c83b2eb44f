"""The metadata of an edition: ERC-1155's JSON schema, with OpenSea's fields for music.

https://eips.ethereum.org/EIPS/eip-1155#metadata and
https://docs.opensea.io/docs/metadata-standards (image, animation_url, external_url, attributes).
It is written once and never again, so nothing is in it that may have to go: people's ids and their
profiles are not, credits are as they were published. Nor is a stream's own address, which is that
of one upload and opens with cookies alone: the edition's sends on to what is heard by then
(api/play_edition.py).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nfts.domain.cid import uri
from nfts.domain.edition import Edition, Kind
from nfts.domain.work import Work


def document(
    edition: Edition,
    work: Work,
    tracks: Sequence[Work],
    *,
    artist: str,
    sha256: str,
    cover: str | None,
    edge_url: str,
) -> bytes:
    """The same bytes for the same facts, so that they keep their CID.

    `tracks`: those of the work in their order. `edge_url`: the platform's, without a slash.
    """
    facts, stream = work.facts, f"{edge_url}/nfts/editions/{edition.id}/stream"
    said: dict[str, Any] = {
        "name": _titled(edition.title, facts.get("version")),
        "description": edition.terms.description
        or f"{_titled(edition.title, facts.get('version'))} by {artist}",
        "decimals": 0,
        "animation_url": stream,
        "external_url": edge_url,
        "attributes": [
            {"trait_type": name, "value": value} for name, value in _traits(edition, work, artist)
        ],
        "properties": _properties(edition, work, tracks, artist, sha256, stream),
    }
    if cover:
        said["image"] = uri(cover)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _properties(
    edition: Edition,
    work: Work,
    tracks: Sequence[Work],
    artist: str,
    sha256: str,
    stream: str,
) -> dict[str, Any]:
    terms = edition.terms
    return {
        "artist": artist,
        "kind": work.kind,
        "content_sha256": sha256,
        "genres": list(work.facts.get("genres", ())),
        "edition": {
            "kind": str(terms.kind),
            "supply": terms.max_supply if terms.kind is not Kind.TIMED else terms.supply,
            "closes_at": terms.closes_at.isoformat() if terms.closes_at else None,
        },
        "tracks": [
            _track(track, stream if track.id == work.id else f"{stream}?track_id={track.id}")
            for track in tracks
        ],
    }


def _track(track: Work, stream: str) -> dict[str, Any]:
    facts = track.facts
    return {
        "title": track.title,
        "version": facts.get("version"),
        "duration_ms": facts.get("duration_ms"),
        "explicit": facts.get("explicit"),
        "language": facts.get("language"),
        "contributors": [
            {"name": one["name"], "role": one["role"]} for one in facts.get("contributors", ())
        ],
        "sha256": facts["master"]["sha256"],
        "stream": stream,
    }


def _traits(edition: Edition, work: Work, artist: str) -> list[tuple[str, str | int]]:
    facts: Mapping[str, Any] = work.facts
    traits: list[tuple[str, str | int]] = [
        ("Artist", artist),
        ("Kind", work.kind.capitalize()),
        *(("Genre", genre) for genre in facts.get("genres", ())),
    ]
    if edition.terms.kind is Kind.ONE_OF_ONE:
        traits.append(("Edition", "One of one"))
    elif edition.terms.supply is not None:
        traits.append(("Edition size", edition.terms.supply))
    if facts.get("language"):
        traits.append(("Language", str(facts["language"])))
    return traits


def _titled(title: str, version: str | None) -> str:
    return f"{title} ({version})" if version else title

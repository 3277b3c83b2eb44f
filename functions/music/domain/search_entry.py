"""What can be found of a thing: made of what the domain events say of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from music.domain.search import Kind

FOR_EVER = 2**63 - 1
"""The revision of what was deleted: nothing comes after it."""

_TRACKS: Mapping[str, Kind] = {"audio": "track", "video": "video"}


@dataclass(frozen=True, slots=True)
class News:
    """What is said of a thing at a revision of it. Of two, the one with the later pair holds."""

    id: str
    owner_id: str
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that everybody may find."""

    news: News
    kind: Kind
    title: str
    more: str = ""
    """Other words that it is found by: a handle, a version, contributors."""
    genres: tuple[str, ...] = ()
    language: str | None = None
    country: str | None = None
    explicit: bool = False
    year: int | None = None
    release_ids: tuple[str, ...] = ()
    """Of a track: their titles and years are the track's, once they are published."""
    track_ids: tuple[str, ...] = ()
    """Of a release: what takes its title and year."""
    followers: int | None = None
    card: Mapping[str, Any] = field(default_factory=dict)
    """What is shown of it besides."""


def news(detail: Mapping[str, Any], id_: str, owner: str, *, deleted: bool = False) -> News:
    revision = FOR_EVER if deleted else int(detail["revision"])
    return News(id_, owner, revision, datetime.fromisoformat(detail["at"]))


def person(detail: Mapping[str, Any]) -> Entry:
    """person_changed: an artist, or somebody who is none. The handle is a name, too."""
    id_ = detail["person_id"]
    return Entry(
        news(detail, id_, id_),
        "artist" if "artist" in detail["roles"] else "person",
        title=detail["name"] or detail["handle"],
        more=detail["handle"],
        country=detail.get("country"),
        followers=detail["followers"],
        card={"picture": detail.get("avatar"), "handle": detail["handle"]},
    )


def release(detail: Mapping[str, Any]) -> Entry:
    """release_published."""
    date = detail.get("release_date") or detail["at"]
    return Entry(
        news(detail, detail["release_id"], detail["artist_id"]),
        "release",
        title=detail["title"],
        more=_words([detail.get("version")]),
        genres=tuple(detail["genres"]),
        year=int(date[:4]),
        track_ids=tuple(detail["track_ids"]),
        card={"picture": detail.get("artwork"), "type": detail["type"]},
    )


def track(detail: Mapping[str, Any]) -> Entry:
    """track_published: a track or a video."""
    people = detail["contributors"]
    return Entry(
        news(detail, detail["track_id"], detail["artist_id"]),
        _TRACKS[detail["kind"]],
        title=detail["title"],
        more=_words([detail.get("version"), *(person["name"] for person in people)]),
        genres=tuple(detail["genres"]),
        language=detail.get("language"),
        explicit=bool(detail["explicit"]),
        release_ids=tuple(detail["release_ids"]),
        card={"picture": detail.get("artwork"), "duration_ms": detail["duration_ms"]},
    )


def playlist(detail: Mapping[str, Any]) -> Entry | None:
    """playlist_changed: None of one that is not for everybody."""
    if detail["visibility"] != "public":
        return None
    return Entry(
        news(detail, detail["playlist_id"], detail["owner_id"]),
        "playlist",
        title=detail["title"],
        more=(detail.get("description") or "")[:200],
        card={"entry_count": detail["entry_count"]},
    )


def _words(said: Iterable[str | None]) -> str:
    return " ".join(part for part in said if part)

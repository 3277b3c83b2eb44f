"""What an artist's page finds without a scan: public things by kind, the newest first.

Releases stand on the shelf of their type by themselves (music.data.releases); the releases that an
artist appears on, and an artist's videos, are put there by what the tables' streams wake.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from didit360.clock import rfc3339
from music.domain.release import Release
from music.domain.track import Track

_APPEARS = "appears#"
_VIDEO = "video"

APPEARS_ON, VIDEOS = "appears_on", "videos"
"""Beside the types of releases."""

Key = dict[str, Any] | None


def page(artist_id: str, kind: str, *, limit: int, after: Key = None) -> tuple[list[str], Key]:
    """Ids of what stands on an artist's shelf, the newest first; where the next page starts."""
    from music.data.release_rows import ShelvedRow

    found = ShelvedRow.by_shelf.query(
        f"{artist_id}#{kind}", scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    return [row.id for row in found], found.last_evaluated_key


def appear(release_id: str, release: Release | None, people: Iterable[str]) -> None:
    """Only these people appear on the release, nobody if it is None. Safe to repeat."""
    from music.data.release_rows import ShelvedRow

    known = {
        row.part: row
        for row in ShelvedRow.query(
            release_id, ShelvedRow.part.startswith(_APPEARS), consistent_read=True
        )
    }
    wanted = {f"{_APPEARS}{person}": person for person in people} if release else {}
    with ShelvedRow.batch_write() as batch:
        for part, row in known.items():
            if part not in wanted:
                batch.delete(row)
        for part, person in wanted.items():
            since = _since(release.ordered_at, release_id) if release else ""
            if part not in known or known[part].shelved != since:
                shelf = f"{person}#{APPEARS_ON}"
                batch.save(ShelvedRow(release_id, part, shelf=shelf, shelved=since))


def leave(person_id: str) -> list[str]:
    """Somebody appears on nothing any more; the releases that they appeared on. Safe to repeat."""
    from music.data.release_rows import ShelvedRow

    left = list(ShelvedRow.by_shelf.query(f"{person_id}#{APPEARS_ON}"))
    with ShelvedRow.batch_write() as batch:
        for row in left:
            batch.delete(ShelvedRow(row.id, f"{_APPEARS}{person_id}"))
    return [row.id for row in left]


def show_video(track: Track, since: datetime) -> None:
    """A video that everybody may see. Safe to repeat."""
    from music.data.release_rows import ShelvedRow

    shelf = f"{track.artist_id}#{VIDEOS}"
    ShelvedRow(track.id, _VIDEO, shelf=shelf, shelved=_since(since, track.id)).save()


def hide_video(track_id: str) -> None:
    from music.data.release_rows import ShelvedRow

    ShelvedRow(track_id, _VIDEO).delete()


def _since(moment: datetime, id_: str) -> str:
    return f"{rfc3339(moment)}#{id_}"

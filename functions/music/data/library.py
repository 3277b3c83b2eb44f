"""What music's catalogue, releases and likes hold of a person: to export it, and to erase it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from didit360.clock import now, rfc3339
from music.data import catalogue, likes, lyrics, pins, releases, shelves
from music.domain.release import Release
from music.domain.track import TakeDown, Track

_AT_ONCE = 100


def export_of(person_id: str) -> dict[str, Any]:
    """Everything, as didit360.files takes it: what may be much is read while it is written."""
    pin = pins.get(person_id)
    return {
        "tracks": map(_exported, _tracks(person_id)),
        "releases": map(_release, _releases(person_id)),
        "pin": asdict(pin) if pin else None,
        **likes.export_of(person_id),
    }


def erase(person_id: str) -> None:
    """All of it goes; streams and pictures follow from the tables' streams. Safe to repeat."""
    likes.erase(person_id)
    pins.remove(person_id)
    for release_id in shelves.leave(person_id):
        _uncredit(person_id, release_id)
    for release in list(_releases(person_id)):
        releases.remove(release)
    for track in list(_tracks(person_id)):
        catalogue.remove(track)
    releases.forget_drafts(person_id)
    catalogue.forget_drafts(person_id)


def _uncredit(person_id: str, release_id: str) -> None:
    """Others' tracks go on naming them, as their artists do, but not who they are here."""
    release = releases.find(release_id)
    entries = release.entries if release else ()
    for track_id, track in catalogue.many(entry.track_id for entry in entries).items():
        if track.details.without(person_id) != track.details:
            with suppress(catalogue.TrackNotFoundError):
                catalogue.change(track_id, lambda track: track.credited_to_nobody(person_id, now()))


def _exported(track: Track) -> dict[str, Any]:
    stream = track.stream
    sung = lyrics.get(track.id) if track.details.lyrics else None
    return {
        "id": track.id,
        "title": track.title,
        "kind": track.kind,
        "state": str(track.state),
        "created_at": track.created_at.isoformat(),
        "details": track.details.as_dict(),
        "lyrics": asdict(sung) if sung else None,
        "facts": stream.facts if stream else None,
        "taken_down": _taken_down(track.taken_down),
    }


def _release(release: Release) -> dict[str, Any]:
    return releases.exported(release) | {"taken_down": _taken_down(release.taken_down)}


def _taken_down(taken: TakeDown | None) -> dict[str, str] | None:
    """Who decided is not about the artist."""
    return {"reason": taken.reason, "at": rfc3339(taken.at)} if taken else None


def _tracks(person_id: str) -> Iterator[Track]:
    after: dict[str, Any] | None = None
    while True:
        page, after = catalogue.by_artist(person_id, limit=_AT_ONCE, after=after)
        yield from page
        if after is None:
            return


def _releases(person_id: str) -> Iterator[Release]:
    after: dict[str, Any] | None = None
    while True:
        page, after = releases.by_artist(person_id, limit=_AT_ONCE, after=after)
        yield from page
        if after is None:
            return

"""Whether a release can be seen by everybody: what is missing, in words that a program reads."""

from collections.abc import Mapping, Sequence

from music.domain.release import Blocker, Entry, Release
from music.domain.track import Track


def blockers(release: Release, tracks: Mapping[str, Track]) -> tuple[Blocker, ...]:
    """Everything that keeps the release from being published; `tracks` are those that exist.

    no-tracks, no-artwork (neither of its own nor a cover in a track's file), track-gone,
    track-not-ready, track-taken-down, track-not-public (another artist's, withdrawn meanwhile).
    """
    found: list[Blocker] = []
    if not release.entries:
        found.append(Blocker("no-tracks"))
    if release.artwork is None and not any(_has_cover(track) for track in tracks.values()):
        found.append(Blocker("no-artwork"))
    return (*found, *entry_blockers(release, release.entries, tracks))


def entry_blockers(
    release: Release, entries: Sequence[Entry], tracks: Mapping[str, Track]
) -> tuple[Blocker, ...]:
    """What keeps single tracks from being heard in the release."""
    found = [
        Blocker(code, entry.track_id)
        for entry in entries
        if (code := _of(release, tracks.get(entry.track_id)))
    ]
    return tuple(found)


def _of(release: Release, track: Track | None) -> str | None:
    if track is None:
        return "track-gone"
    if track.taken_down is not None:
        return "track-taken-down"
    if track.artist_id != release.artist_id:
        return None if track.public else "track-not-public"
    return None if track.stream is not None else "track-not-ready"


def _has_cover(track: Track) -> bool:
    return track.stream is not None and bool(track.stream.files.get("artwork"))

"""A release was changed: what follows from it is done here, so that nothing of it is ever lost.

Its tracks learn where they stand, its plan gets a schedule, the people in it appear on it, a
picture that is no longer shown is let go; and what everybody may know is said on the bus. Woken by
the table's stream, in the order of one release's changes. What is done goes by the release as it
is now, what is said by the change itself.
"""

from typing import Any

from didit360 import events, pictures
from didit360.clock import now, rfc3339
from didit360.reactions import on_change
from music.data import catalogue, releases, schedules
from music.domain.release import Release
from music.domain.track import Track
from music.on.appearances import appear
from music.on.publishing import publish_planned

Item = dict[str, Any] | None


def release_changed(old: Item, new: Item) -> None:
    """Safe to repeat."""
    before, after = releases.of_image(old), releases.of_image(new)
    known = after or before
    if known is None:  # a shelf's row, a pin, or what the limit counts
        return
    current = releases.find(known.id)
    if _face(before) != _face(after):
        _let_tracks_stand(known.id, current, before, after)
    _schedule(before, current)
    if before and before.artwork and not (after and _same_picture(before, after)):
        pictures.release(before.artwork)
    if after and after.published_at:
        releases.no_draft(after)
    _say(before, after)
    if _face(before) != _face(after):
        appear(known.id)


def _face(release: Release | None) -> Any:
    """What everybody sees of it, and what its tracks know of it."""
    if release is None:
        return None
    return release.public, release.facts, release.entries, release.artwork


def _let_tracks_stand(
    release_id: str, current: Release | None, before: Release | None, after: Release | None
) -> None:
    moment = now()
    inside = current.own_tracks if current else frozenset()

    def step(track: Track) -> Track:
        if current is None or track.id not in inside:
            return track.left(release_id, moment)
        return track.standing(
            release_id, published=current.public, artwork=current.artwork, at=moment
        )

    ever = (release.own_tracks for release in (before, after, current) if release)
    for track_id, track in catalogue.many(frozenset().union(*ever)).items():
        if step(track) == track:
            continue
        try:
            after_it = catalogue.change(track_id, step)
            if after_it.published_in and after_it.artwork is None:
                _show_another(after_it)
        except catalogue.TrackNotFoundError:
            continue


def _show_another(track: Track) -> None:
    """The picture of the newest release that it is still in."""
    other = releases.find(max(track.published_in))
    if other is None or not other.public or other.artwork is None:
        return
    artwork, moment = other.artwork, now()
    catalogue.change(
        track.id,
        lambda track: (
            track.standing(other.id, published=True, artwork=artwork, at=moment)
            if other.id in track.published_in
            else track
        ),
    )


def _schedule(before: Release | None, current: Release | None) -> None:
    old, new = before and before.plan, current and current.plan
    if old == new:
        return
    if before and old:
        schedules.cancel(before.id, old)
    if current and new:
        if new.at <= now():
            publish_planned(current.id, new.number)
        else:
            schedules.make(current.id, new)


def _same_picture(before: Release, after: Release) -> bool:
    one, other = before.artwork or {}, after.artwork or {}
    return one.get("image_id") == other.get("image_id")


def _say(before: Release | None, after: Release | None) -> None:
    if after and after.public:
        if _face(before) != _face(after):
            events.publish("release_published", telling(after))
    elif before and before.public:
        events.publish(
            "release_withdrawn",
            {
                "release_id": before.id,
                "artist_id": before.artist_id,
                "track_ids": [entry.track_id for entry in before.entries],
                "why": _why(after),
                "revision": after.revision if after else before.revision + 1,
                "at": rfc3339(now()),
            },
        )


def _why(after: Release | None) -> str:
    if after is None:
        return "deleted"
    return "taken_down" if after.taken_down else "unpublished"


def telling(release: Release) -> dict[str, Any]:
    """What release_published says of it."""
    facts = release.facts
    return {
        "release_id": release.id,
        "artist_id": release.artist_id,
        "title": facts.title,
        "version": facts.version,
        "type": str(facts.type),
        "genres": list(facts.genres),
        "track_ids": [entry.track_id for entry in release.entries],
        "artwork": release.artwork,
        "release_date": facts.release_date.isoformat() if facts.release_date else None,
        "revision": release.revision,
        "at": rfc3339(now()),
    }


handler = on_change(release_changed)

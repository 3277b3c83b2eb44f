"""What everybody may know of a track was changed: say so. Woken by the table's stream."""

from typing import Any

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.reactions import on_change
from music.data import catalogue, shelves
from music.domain.track import Track
from music.on.appearances import appear

Item = dict[str, Any] | None


def catalogue_changed(old: Item, new: Item) -> None:
    """Safe to repeat. A change that nobody may notice, as of a progress, says nothing."""
    before, after = catalogue.of_image(old), catalogue.of_image(new)
    was, told = telling(before), telling(after)
    if after and told and told != was:
        if after.kind == "video":
            shelves.show_video(after, after.created_at)
        if was and was["contributors"] != told["contributors"]:
            for release_id in after.published_in:
                appear(release_id)
        events.publish("track_published", told | _when(after.saved))
    elif before and was and not told:
        shelves.hide_video(before.id)
        gone = {"track_id": before.id, "artist_id": before.artist_id}
        revision = after.saved if after else (before.saved or 0) + 1
        events.publish("track_withdrawn", gone | _when(revision))


def _when(revision: int | None) -> dict[str, Any]:
    return {"revision": revision or 1, "at": rfc3339(now())}


def telling(track: Track | None) -> dict[str, Any] | None:
    """What track_published says of it; None of one that not everybody finds."""
    if track is None or not track.public or track.stream is None:
        return None
    details, files = track.details, track.stream.files
    return {
        "track_id": track.id,
        "artist_id": track.artist_id,
        "release_ids": sorted(track.published_in),
        "title": track.title,
        "version": details.version,
        "kind": track.kind,
        "genres": list(details.genres),
        "moods": list(details.moods),
        "explicit": details.explicit,
        "language": details.language,
        "contributors": [
            {"name": one.name, "role": str(one.role), "person_id": one.person_id}
            for one in details.contributors
        ],
        "duration_ms": track.stream.facts["duration_ms"],
        "artwork": track.artwork,
        "master": {
            "sha256": track.stream.facts["sha256"],
            "stream": track.stream.prefix + files["master"],
            "standard": track.stream.prefix + (files.get("standard") or files["master"]),
        },
    }


handler = on_change(catalogue_changed)

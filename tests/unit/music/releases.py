"""Releases as artists make them, and the tables' streams as Lambda hands them over."""

import json
from pathlib import Path
from typing import Any, ClassVar

from jsonschema import Draft202012Validator

from music.api import (
    create_release,
    get_release,
    publish_release,
    set_release_tracks,
    unpublish_release,
    update_release,
)
from music.on import catalogue_changed, image_ready, likes_changed, release_changed
from tests.unit import streams
from tests.unit.aws import ARTIST, Person, Reply, Said, call
from tests.unit.music.tracks import deliver, ready, sample
from tests.unit.streams import DONE

EVENTS = Path(__file__).parents[3] / "events"
ALBUM = {"type": "album", "title": "Tidelines"}

Item = dict[str, Any]


class Streams(streams.Streams):
    woken: ClassVar = {
        "catalogue": (catalogue_changed.handler, ("id",)),
        "releases": (release_changed.handler, ("id", "part")),
        "library": (likes_changed.handler, ("person_id", "entry")),
    }


def begin(by: Person = ARTIST, **more: Any) -> Item:
    reply = call(create_release.handler, "POST", "/releases", body=ALBUM | more, by=by)
    assert reply.status == 201, reply.text
    begun: Item = reply.body
    return begun


def read(release_id: str, by: Person = ARTIST) -> Reply:
    return call(get_release.handler, "GET", f"/releases/{release_id}", by=by)


def with_tracks(release_id: str, *track_ids: str, by: Person = ARTIST, etag: str = "") -> Reply:
    body = {"tracks": [{"track_id": id_} for id_ in track_ids]}
    headers = {"If-Match": etag} if etag else {}
    path = f"/releases/{release_id}/tracks"
    return call(set_release_tracks.handler, "PUT", path, body=body, by=by, headers=headers)


def publish(release_id: str, when: str = "now", by: Person = ARTIST) -> Reply:
    path = f"/releases/{release_id}/publish"
    return call(publish_release.handler, "POST", path, body={"when": when}, by=by)


def unpublish(release_id: str, by: Person = ARTIST) -> Reply:
    return call(unpublish_release.handler, "POST", f"/releases/{release_id}/unpublish", by=by)


def patch(release_id: str, etag: str = "", by: Person = ARTIST, **said: Any) -> Reply:
    headers = {"If-Match": etag} if etag else {}
    path = f"/releases/{release_id}"
    return call(update_release.handler, "PATCH", path, body=said, by=by, headers=headers)


def picture(release_id: str, upload: str = "5A1P9R7S4T6V8W0XYZAB", by: Person = ARTIST) -> Item:
    ulid = f"01K9QZ{upload}"
    return sample("image_ready") | {
        "image_id": f"img_{ulid}",
        "upload_id": f"upl_{ulid}",
        "path": f"images/img_{ulid}/",
        "subject_id": release_id,
        "owner_id": by.id,
    }


def show(release_id: str, by: Person = ARTIST) -> None:
    """Give it artwork."""
    assert deliver(image_ready.handler, "image_ready", picture(release_id, by=by)) == DONE


def complete(*titles: str, by: Person = ARTIST, **more: Any) -> tuple[str, list[str]]:
    """A release that nothing is missing of; its id, and its tracks'."""
    track_ids = [ready(title, by)["track"]["id"] for title in titles or ("Sea Change", "Ebb")]
    release_id = begin(by, **more)["id"]
    assert with_tracks(release_id, *track_ids, by=by).status == 200
    show(release_id, by)
    return release_id, track_ids


def published(*titles: str, by: Person = ARTIST, **more: Any) -> tuple[str, list[str]]:
    release_id, track_ids = complete(*titles, by=by, **more)
    reply = publish(release_id, by=by)
    assert reply.status == 200, reply.text
    return release_id, track_ids


def said_of(said: Said, name: str) -> list[dict[str, Any]]:
    """Details of one event, the same one told twice counted once; each fits its schema."""
    schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
    found: list[dict[str, Any]] = []
    for known, detail in said:
        if known == name:
            Draft202012Validator(schema).validate(detail)
            if detail["revision"] not in [one["revision"] for one in found]:
                found.append(detail)
    return found

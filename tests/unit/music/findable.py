"""Things to be found, told as the domain events tell of them, and how they are searched for."""

from collections.abc import Mapping
from typing import Any

import boto3

from music.api.search import handler as search
from music.api.suggest import handler as suggest
from music.on import (
    person_changed,
    person_erased,
    play_counted,
    playlist_changed,
    playlist_deleted,
    release_published,
    release_withdrawn,
    track_published,
    track_withdrawn,
)
from tests.unit.aws import FAN, Person, Reply, call
from tests.unit.music.tracks import deliver

EARLY, LATER, LATEST = (f"2026-11-22T1{hour}:00:00.000Z" for hour in (2, 3, 4))

HANDLERS = {
    "person_changed": person_changed.handler,
    "person_erased": person_erased.handler,
    "play_counted": play_counted.handler,
    "playlist_changed": playlist_changed.handler,
    "playlist_deleted": playlist_deleted.handler,
    "release_published": release_published.handler,
    "release_withdrawn": release_withdrawn.handler,
    "track_published": track_published.handler,
    "track_withdrawn": track_withdrawn.handler,
}

Said = tuple[str, dict[str, Any]]


def tell(*events: Said) -> None:
    for name, detail in events:
        assert deliver(HANDLERS[name], name, detail) == {"batchItemFailures": []}, name


def person(id_: str, name: str, **more: Any) -> Said:
    known = {
        "person_id": id_,
        "handle": id_,
        "name": name,
        "bio": "",
        "avatar": None,
        "country": "SE",
        "roles": ["artist"],
        "followers": 0,
        "revision": 1,
        "at": EARLY,
    }
    return "person_changed", known | more


def track(id_: str, title: str, artist: str = "mira", **more: Any) -> Said:
    known = {
        "track_id": id_,
        "artist_id": artist,
        "release_ids": [],
        "title": title,
        "version": None,
        "kind": "audio",
        "genres": ["folk"],
        "moods": [],
        "explicit": False,
        "language": "en",
        "contributors": [],
        "duration_ms": 180_000,
        "artwork": None,
        "revision": 1,
        "at": EARLY,
    }
    return "track_published", known | more


def gone(id_: str, artist: str = "mira", **more: Any) -> Said:
    known = {"track_id": id_, "artist_id": artist, "revision": 2, "at": LATER}
    return "track_withdrawn", known | more


def release(id_: str, title: str, artist: str = "mira", **more: Any) -> Said:
    known = {
        "release_id": id_,
        "artist_id": artist,
        "title": title,
        "version": None,
        "type": "album",
        "genres": ["folk"],
        "track_ids": [],
        "artwork": None,
        "release_date": "2024-05-01",
        "revision": 1,
        "at": EARLY,
    }
    return "release_published", known | more


def playlist(id_: str, title: str, owner: str = "mira", **more: Any) -> Said:
    known = {
        "playlist_id": id_,
        "owner_id": owner,
        "title": title,
        "description": None,
        "visibility": "public",
        "entry_count": 3,
        "revision": 1,
        "at": EARLY,
    }
    return "playlist_changed", known | more


def block(blocker: str, blocked: str) -> None:
    boto3.client("dynamodb").put_item(
        TableName="people",
        Item={
            "person_id": {"S": blocker},
            "fact": {"S": f"block#{blocked}"},
            "detail": {"S": "{}"},
        },
    )


def ask(q: str, *, by: Person | None = FAN, **query: str) -> Reply:
    return call(search, "GET", "/search", by=by, query={"q": q, **query})


def found(q: str, *, by: Person = FAN, **query: str) -> list[str]:
    """The ids of what is found, the best first."""
    reply = ask(q, by=by, **query)
    assert reply.status == 200, reply.text
    return [item["id"] for item in reply.body["items"]]


def suggested(q: str, *, by: Person = FAN) -> list[Mapping[str, Any]]:
    reply = call(suggest, "GET", "/suggest", by=by, query={"q": q})
    assert reply.status == 200, reply.text
    return list(reply.body["items"])

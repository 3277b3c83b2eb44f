"""Playlists, made and changed as an app does it; and what every product may know of people."""

import json
from typing import Any

import boto3

from didit360 import ids
from music.api import (
    accept_invitation,
    add_entries,
    create_invitation,
    create_playlist,
    create_share,
    get_playlist,
    list_collaborators,
    list_entries,
    move_entries,
    put_collaborator,
    remove_collaborator,
    remove_entries,
)
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, Person, Reply, call

ADA, BOB, EVE = FAN, ARTIST, OTHER_ARTIST
NAMES = {ADA: "ada", BOB: "bob", EVE: "eve", MODERATOR: "mo"}


def introduce() -> None:
    """Everybody has a card."""
    for person, handle in NAMES.items():
        keep(
            person,
            "card",
            {
                "handle": handle,
                "name": handle.capitalize(),
                "bio": "",
                "avatar": None,
                "links": [],
                "country": None,
                "roles": [],
                "followers": 0,
                "revision": 1,
            },
        )


def keep(person: Person, fact: str, detail: dict[str, Any]) -> None:
    row = {"person_id": person.id, "fact": fact, "detail": json.dumps(detail)}
    boto3.resource("dynamodb").Table("people").put_item(Item=row)


def block(person: Person, blocked: Person) -> None:
    keep(person, f"block#{blocked.id}", {})


def track(by: Person = BOB, *, title: str = "Sea Change", artwork: str | None = None) -> str:
    """A track in the catalogue that can be heard; `artwork` is the letter of a picture."""
    from music.data import catalogue
    from music.domain.track import Stream, Track
    from tests.unit.music.tracks import sample

    track_id, ready = ids.new("trk"), sample("media_ready")
    stream = Stream(
        upload_id=ready["upload_id"],
        run_id=ready["run_id"],
        published_at=ready["published_at"],
        prefix=ready["prefix"],
        facts=ready["facts"],
        renditions=ready["renditions"],
        files=ready["files"],
    )
    from didit360.clock import now

    moment = now()
    catalogue.add(
        Track(
            id=track_id,
            artist_id=by.id,
            media_id=ids.twin(track_id, "med"),
            title=title,
            kind="audio",
            created_at=moment,
            updated_at=moment,
            stream=stream,
            artwork=picture(artwork) if artwork else None,
        )
    )
    catalogue.draft_has_file(catalogue.get(track_id))
    return track_id


def picture(letter: str, subject_id: str = "rel_x") -> dict[str, Any]:
    """A picture as a product keeps it."""
    image_id = f"img_0{letter * 25}"
    return {
        "image_id": image_id,
        "owner_id": BOB.id,
        "subject_id": subject_id,
        "path": f"images/{image_id}/",
        "sizes": [{"width": 96, "height": 96, "webp": "96.webp", "jpeg": "96.jpg"}],
        "width": 96,
        "height": 96,
        "dominant_colour": "#c8402f",
        "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    }


def playlist(by: Person = ADA, **said: Any) -> str:
    made = call(create_playlist.handler, "POST", "/playlists", body={"title": "Slow"} | said, by=by)
    assert made.status == 201, made.text
    return str(made.body["id"])


def get(playlist_id: str, by: Person = ADA) -> Reply:
    return call(get_playlist.handler, "GET", f"/playlists/{playlist_id}", by=by)


def add(playlist_id: str, *tracks: str, by: Person = ADA, **place: str) -> Reply:
    body: dict[str, Any] = {"tracks": list(tracks)} | ({"place": place} if place else {})
    return call(add_entries.handler, "POST", f"/playlists/{playlist_id}/entries", body=body, by=by)


def move(playlist_id: str, *entries: str, by: Person = ADA, **place: str) -> Reply:
    body = {"entries": list(entries), "place": place}
    path = f"/playlists/{playlist_id}/entries/move"
    return call(move_entries.handler, "POST", path, body=body, by=by)


def remove(playlist_id: str, *entries: str, by: Person = ADA) -> Reply:
    path = f"/playlists/{playlist_id}/entries/remove"
    body = {"entries": list(entries)}
    return call(remove_entries.handler, "POST", path, body=body, by=by)


def page(playlist_id: str, by: Person = ADA, **query: str) -> Reply:
    path = f"/playlists/{playlist_id}/entries"
    return call(list_entries.handler, "GET", path, by=by, query=query)


def entries(playlist_id: str, by: Person = ADA) -> list[dict[str, Any]]:
    """All entries, page by page."""
    found: list[dict[str, Any]] = []
    query = {"limit": "100"}
    while True:
        answer = page(playlist_id, by, **query).body
        found += answer["items"]
        if answer["next"] is None:
            return found
        query["cursor"] = answer["next"]


def titles(playlist_id: str, by: Person = ADA) -> list[str | None]:
    return [entry["track"] and entry["track"]["title"] for entry in entries(playlist_id, by)]


def let(playlist_id: str, person: Person, part: str = "editor", by: Person = ADA) -> Reply:
    path = f"/playlists/{playlist_id}/collaborators/{person.id}"
    return call(put_collaborator.handler, "PUT", path, body={"part": part}, by=by)


def out(playlist_id: str, person: Person, by: Person = ADA) -> Reply:
    path = f"/playlists/{playlist_id}/collaborators/{person.id}"
    return call(remove_collaborator.handler, "DELETE", path, by=by)


def parts(playlist_id: str, by: Person = ADA) -> dict[str, str]:
    path = f"/playlists/{playlist_id}/collaborators"
    items = call(list_collaborators.handler, "GET", path, by=by).body["items"]
    return {one["person"]["handle"]: one["part"] for one in items}


def invite(playlist_id: str, by: Person = ADA, **said: Any) -> Reply:
    path = f"/playlists/{playlist_id}/invitations"
    return call(create_invitation.handler, "POST", path, body=said, by=by)


def accept(token: str, by: Person) -> Reply:
    path, body = "/invitations/accept", {"token": token}
    return call(accept_invitation.handler, "POST", path, body=body, by=by)


def share(playlist_id: str, by: Person = ADA) -> Reply:
    return call(create_share.handler, "POST", f"/playlists/{playlist_id}/shares", by=by)

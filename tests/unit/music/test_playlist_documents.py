"""What is said of playlists' operations is what they do: their codes, ETags, places and bodies."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from infra.openapi.operation import described
from infra.openapi.problems import CODES
from music.api import (
    accept_invitation,
    add_entries,
    create_invitation,
    create_playlist,
    get_playlist,
    remove_entries,
    remove_entry,
    update_playlist,
)
from music.api.playlist_fields import EntryPlace
from tests.unit.aws import call
from tests.unit.music.playlists import ADA, BOB, invite, playlist


def said(module: Any) -> dict[str, Any]:
    """The operation as its document has it."""
    [methods] = described(module, public=False, ids={})["paths"].values()
    [operation] = methods.values()
    return dict(operation)


def codes(module: Any) -> set[str]:
    return {code for answer in said(module)["responses"].values() for code in answer.get(CODES, ())}


def test_a_code_is_listed_where_it_can_be_answered_and_nowhere_else() -> None:
    assert "playlist-full" in codes(add_entries)
    for removing in (remove_entries, remove_entry):
        assert "playlist-full" not in codes(removing)
        assert {"no-such-playlist", "forbidden"} <= codes(removing)
    assert "no-such-playlist" not in codes(create_playlist)
    assert "too-many-playlists" in codes(create_playlist)


@pytest.mark.parametrize("module", [get_playlist, create_playlist, accept_invitation])
def test_whoever_is_shown_a_playlist_is_told_its_etag(module: Any) -> None:
    [shown] = (answer for code, answer in said(module)["responses"].items() if code < "300")
    assert "ETag" in shown["headers"]


@pytest.mark.usefixtures("shelf")
def test_what_was_just_made_is_edited_by_its_etag() -> None:
    made = call(create_playlist.handler, "POST", "/playlists", body={"title": "Slow"}, by=ADA)
    assert made.status == 201
    [etag] = made.headers["ETag"]
    path, playlist_id = f"/playlists/{made.body['id']}", made.body["id"]
    token = invite(playlist_id).body["token"]

    joined = call(
        accept_invitation.handler, "POST", "/invitations/accept", body={"token": token}, by=BOB
    )
    assert (joined.status, joined.headers["ETag"]) == (200, [etag])
    statuses = [
        call(
            update_playlist.handler,
            "PATCH",
            path,
            body={"title": title},
            headers={"If-Match": etag},
            by=ADA,
        ).status
        for title in ("Slower", "Slowest")
    ]
    assert statuses == [200, 412]


AT = (None, "start", "end", "before", "after", "middle")
ENTRY = ("-", None, "ent_01", "", 7)


@pytest.mark.parametrize("at", AT)
@pytest.mark.parametrize("entry_id", ENTRY)
@pytest.mark.parametrize("more", [{}, {"after": "ent_01"}])
def test_the_schema_takes_the_places_that_are_taken(at: Any, entry_id: Any, more: Any) -> None:
    place = more | ({"at": at} if at else {}) | ({"entry_id": entry_id} if entry_id != "-" else {})
    try:
        EntryPlace.model_validate(place)
        taken = True
    except ValidationError:
        taken = False

    assert Draft202012Validator(EntryPlace.model_json_schema()).is_valid(place) is taken
    expected = not more and (
        entry_id in ("-", None) if at in (None, "start", "end") else entry_id == "ent_01"
    )
    assert taken is (expected and at != "middle")


@pytest.mark.usefixtures("shelf")
def test_an_invitation_takes_no_body_where_nothing_is_to_be_said() -> None:
    path = f"/playlists/{playlist()}/invitations"
    for headers in ({}, {"content-type": "application/json"}):
        made = call(create_invitation.handler, "POST", path, by=ADA, headers=headers)
        assert (made.status, made.body["invitation"]["part"]) == (201, "editor")
    assert not said(create_invitation)["requestBody"].get("required", False)
    assert call(create_invitation.handler, "POST", path, body={"day": 1}, by=ADA).status == 422
    assert call(create_invitation.handler, "POST", path, body=[], by=ADA).status == 422

"""Playlists of several people: those who collaborate, and those who may not."""

import pytest

from music.api import list_collaborators, list_my_playlists, update_playlist
from music.data import playlist_people
from music.domain.playlist import Part
from music.on import person_blocked
from tests.unit.aws import MODERATOR, Person, call
from tests.unit.music.playlists import (
    ADA,
    BOB,
    EVE,
    accept,
    add,
    block,
    entries,
    get,
    invite,
    let,
    move,
    out,
    page,
    parts,
    playlist,
    share,
    titles,
    track,
)
from tests.unit.music.tracks import deliver, sample

pytestmark = pytest.mark.usefixtures("shelf")


def test_an_editor_changes_what_is_in_it_and_nothing_else() -> None:
    playlist_id = playlist()
    assert let(playlist_id, BOB).body["part"] == "editor"

    added = add(playlist_id, track(title="Bob's"), by=BOB)
    assert added.body["items"][0]["added_by"]["name"] == "Bob"
    assert get(playlist_id, BOB).body["my_part"] == "editor"
    path = f"/playlists/{playlist_id}"
    retitled = call(update_playlist.handler, "PATCH", path, body={"title": "x"}, by=BOB)
    assert [
        reply.status
        for reply in (
            retitled,
            let(playlist_id, EVE, by=BOB),
            invite(playlist_id, BOB),
            share(playlist_id, BOB),
            out(playlist_id, ADA, by=BOB),
        )
    ] == [403] * 5


def test_a_viewer_sees_a_private_playlist_and_changes_nothing() -> None:
    playlist_id = playlist()
    [entry] = add(playlist_id, track(title="One")).body["items"]
    let(playlist_id, BOB, "viewer")

    assert titles(playlist_id, BOB) == ["One"]
    assert add(playlist_id, track(), by=BOB).status == 403
    assert move(playlist_id, entry["id"], by=BOB, at="end").status == 403
    assert let(playlist_id, BOB, "editor").body["part"] == "editor"
    assert add(playlist_id, track(), by=BOB).status == 201


def test_those_who_collaborate_see_each_other_and_find_it_among_theirs() -> None:
    playlist_id = playlist(visibility="public")
    let(playlist_id, BOB)
    let(playlist_id, EVE, "viewer")

    assert parts(playlist_id, BOB) == {"ada": "owner", "bob": "editor", "eve": "viewer"}
    path = f"/playlists/{playlist_id}/collaborators"
    assert call(list_collaborators.handler, "GET", path, by=MODERATOR).status == 403
    [mine] = call(list_my_playlists.handler, "GET", "/me/playlists", by=EVE).body["items"]
    assert (mine["id"], mine["my_part"], mine["owner"]["handle"]) == (playlist_id, "viewer", "ada")


def test_leaving_and_being_removed() -> None:
    playlist_id = playlist()
    let(playlist_id, BOB)
    let(playlist_id, EVE)

    assert out(playlist_id, BOB, by=BOB).status == 204
    assert out(playlist_id, EVE).status == 204
    assert out(playlist_id, EVE).problem() == "no-such-collaborator"
    assert out(playlist_id, ADA, by=ADA).problem() == "no-such-collaborator"
    assert (get(playlist_id, BOB).status, get(playlist_id, EVE).status) == (404, 404)
    assert out(playlist_id, BOB, by=BOB).problem() == "no-such-playlist"
    assert parts(playlist_id) == {"ada": "owner"}


def test_who_cannot_collaborate() -> None:
    playlist_id = playlist()
    nobody = Person("0b7c1f6e-0000-4000-8000-0000000000ff", "fan")
    block(EVE, ADA)
    block(ADA, BOB)

    assert let(playlist_id, nobody).problem() == "no-such-person"
    assert let(playlist_id, EVE).problem() == "no-such-person"
    assert let(playlist_id, BOB).problem() == "blocked"
    assert let(playlist_id, ADA).problem() == "is-owner"
    assert let(playlist_id, MODERATOR, "owner").status == 422
    odd = Person("x\0", "fan")
    assert (let(playlist_id, odd).status, out(playlist_id, odd).status) == (404, 404)
    assert parts(playlist_id) == {"ada": "owner"}


def test_a_collaborator_who_is_blocked_sees_it_nowhere() -> None:
    playlist_id = playlist()
    let(playlist_id, BOB)
    block(ADA, BOB)

    assert get(playlist_id, BOB).problem() == "no-such-playlist"
    assert add(playlist_id, track(), by=BOB).problem() == "no-such-playlist"
    assert call(list_my_playlists.handler, "GET", "/me/playlists", by=BOB).body["items"] == []


def test_blocking_ends_what_two_work_on_together_either_way() -> None:
    mine, theirs, others = playlist(), playlist(BOB), playlist(EVE)
    let(mine, BOB)
    let(theirs, ADA, by=BOB)
    let(others, ADA, by=EVE)
    detail = sample("person_blocked") | {"person_id": ADA.id, "blocked_id": BOB.id}

    for _ in range(2):
        answer = deliver(person_blocked.handler, "person_blocked", detail)
        assert answer == {"batchItemFailures": []}
    assert (parts(mine), parts(theirs, BOB)) == ({"ada": "owner"}, {"bob": "owner"})
    assert parts(others, EVE) == {"eve": "owner", "ada": "editor"}


def test_a_playlist_has_so_many_collaborators_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlist_people, "MAX_COLLABORATORS", 1)
    playlist_id = playlist()
    let(playlist_id, BOB)

    assert let(playlist_id, EVE).problem() == "too-many-collaborators"
    assert let(playlist_id, BOB, "viewer").status == 200
    assert accept(invite(playlist_id).body["token"], EVE).problem() == "too-many-collaborators"
    assert parts(playlist_id) == {"ada": "owner", "bob": "viewer"}


def test_whoever_added_something_and_left_is_still_named() -> None:
    playlist_id = playlist()
    let(playlist_id, BOB)
    add(playlist_id, track(), by=BOB)
    out(playlist_id, BOB, by=BOB)

    [entry] = entries(playlist_id)
    assert entry["added_by"]["handle"] == "bob"
    assert playlist_people.collaborators(playlist_id) == []
    assert get(playlist_id).body["my_part"] == Part.OWNER


def test_who_blocks_the_reader_is_not_named_to_them() -> None:
    playlist_id = playlist(visibility="public")
    for person in (BOB, EVE):
        let(playlist_id, person)
    add(playlist_id, track(BOB), track(ADA), by=BOB)
    add(playlist_id, track(ADA))
    block(BOB, EVE)

    seen = [(one["state"], one["added_by"]) for one in entries(playlist_id, EVE)]
    ada = {"id": ADA.id, "handle": "ada", "name": "Ada"}
    assert seen == [("gone", None), ("here", None), ("here", ada)]
    assert BOB.id not in page(playlist_id, EVE).text
    assert parts(playlist_id, EVE) == {"ada": "owner", "eve": "editor"}
    assert parts(playlist_id) == {"ada": "owner", "bob": "editor", "eve": "editor"}
    assert {one["added_by"]["handle"] for one in entries(playlist_id)} == {"bob", "ada"}
    assert parts(playlist_id, BOB).keys() == {"ada", "bob", "eve"}


def test_an_owner_removes_whom_they_are_not_shown_and_blocking_lets_nobody_in_unseen() -> None:
    playlist_id = playlist()
    token = invite(playlist_id).body["token"]
    let(playlist_id, BOB)
    block(BOB, ADA)

    assert parts(playlist_id) == {"ada": "owner"}
    assert out(playlist_id, BOB).status == 204
    refused = accept(token, BOB)
    assert (refused.status, refused.problem()) == (409, "blocked")
    assert playlist_people.collaborators(playlist_id) == []

"""Playlists of several people: collaborators, invitations, share links."""

from datetime import timedelta
from typing import Any

import pytest

from didit360 import database
from didit360.clock import now
from music.api import (
    accept_invitation,
    create_invitation,
    create_share,
    get_shared,
    list_collaborators,
    list_invitations,
    list_my_playlists,
    list_shared_entries,
    list_shares,
    put_collaborator,
    remove_collaborator,
    revoke_invitation,
    revoke_share,
    update_playlist,
)
from music.data import playlist_people
from music.domain.playlist import Part
from music.on import person_blocked
from tests.unit.aws import MODERATOR, Person, Reply, call
from tests.unit.music.playlists import (
    ADA,
    BOB,
    EVE,
    add,
    block,
    entries,
    get,
    move,
    page,
    playlist,
    titles,
    track,
)
from tests.unit.music.tracks import deliver, sample

pytestmark = pytest.mark.usefixtures("shelf")


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


def shared(token: str, by: Person = BOB) -> Reply:
    return call(get_shared.handler, "GET", f"/shared/{token}", by=by)


def show(playlist_id: str, visibility: str) -> None:
    body = {"visibility": visibility}
    path = f"/playlists/{playlist_id}"
    assert call(update_playlist.handler, "PATCH", path, body=body, by=ADA).status == 200


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


def test_an_invitation_lets_in_whoever_has_it() -> None:
    playlist_id = playlist()
    made = invite(playlist_id, part="viewer", days=2).body

    joined = accept(made["token"], BOB)
    assert (joined.body["id"], joined.body["my_part"]) == (playlist_id, "viewer")
    assert accept(made["token"], EVE).body["my_part"] == "viewer"
    assert made["invitation"]["expires_at"] < (now() + timedelta(days=2, minutes=1)).isoformat()
    assert parts(playlist_id) == {"ada": "owner", "bob": "viewer", "eve": "viewer"}


def test_an_invitation_makes_nobody_less_than_they_are() -> None:
    playlist_id = playlist()
    let(playlist_id, BOB)
    token = invite(playlist_id, part="viewer").body["token"]

    assert accept(token, BOB).body["my_part"] == "editor"
    assert accept(token, ADA).body["my_part"] == "owner"
    assert parts(playlist_id) == {"ada": "owner", "bob": "editor"}
    editors = invite(playlist_id, part="editor").body["token"]
    let(playlist_id, EVE, "viewer")
    assert accept(editors, EVE).body["my_part"] == "editor"


def test_an_invitation_that_is_over_revoked_made_up_or_not_meant_lets_nobody_in() -> None:
    playlist_id = playlist()
    over, revoked, good = (invite(playlist_id).body for _ in range(3))
    with database.transaction() as tx:
        tx.run(
            "update playlist_invitations set expires_at = now() - interval '1 second'"
            " where id = %s",
            [over["invitation"]["id"]],
        )
    base = f"/playlists/{playlist_id}/invitations"
    listed = call(list_invitations.handler, "GET", base, by=ADA).body["items"]
    assert [one["id"] for one in listed] == [made["invitation"]["id"] for made in (good, revoked)]
    path = f"{base}/{revoked['invitation']['id']}"
    assert call(revoke_invitation.handler, "DELETE", path, by=BOB).status == 404
    assert call(revoke_invitation.handler, "DELETE", path, by=ADA).status == 204
    assert call(revoke_invitation.handler, "DELETE", path, by=ADA).problem() == "no-such-link"
    block(ADA, EVE)

    for token, person in (
        (over["token"], BOB),
        (revoked["token"], BOB),
        (good["token"], EVE),
        (good["token"][:-1] + "~", BOB),
    ):
        assert accept(token, person).problem() == "no-such-link"
    assert parts(playlist_id) == {"ada": "owner"}


def test_a_share_link_shows_and_nothing_more() -> None:
    playlist_id = playlist(visibility="unlisted")
    add(playlist_id, track(title="One"), track(title="Two"))
    token = share(playlist_id).body["token"]

    seen = shared(token).body
    assert (seen["id"], seen["my_part"], seen["entry_count"]) == (playlist_id, None, 2)
    path = f"/shared/{token}/entries"
    first = call(list_shared_entries.handler, "GET", path, by=BOB, query={"limit": "1"}).body
    rest = {"cursor": first["next"]}
    second = call(list_shared_entries.handler, "GET", path, by=BOB, query=rest).body
    found = [entry["track"]["title"] for entry in first["items"] + second["items"]]
    assert (found, second["next"]) == (["One", "Two"], None)
    assert (get(playlist_id, BOB).status, page(playlist_id, BOB).status) == (404, 404)
    assert add(playlist_id, track(), by=BOB).status == 404


def test_a_share_link_ends_when_it_is_revoked_or_the_playlist_is_private_or_gone() -> None:
    playlist_id = playlist(visibility="unlisted")
    one, other = (share(playlist_id).body for _ in range(2))
    base = f"/playlists/{playlist_id}/shares"
    listed = call(list_shares.handler, "GET", base, by=ADA).body["items"]
    assert [link["id"] for link in listed] == [other["share"]["id"], one["share"]["id"]]
    assert "token" not in str(listed)

    path = f"{base}/{one['share']['id']}"
    assert call(revoke_share.handler, "DELETE", path, by=ADA).status == 204
    assert shared(one["token"]).problem() == "no-such-link"
    assert shared(other["token"]).status == 200
    show(playlist_id, "private")
    assert shared(other["token"]).problem() == "no-such-link"
    assert share(playlist_id).problem() == "private"
    show(playlist_id, "public")
    assert shared(other["token"]).status == 200
    block(ADA, BOB)
    assert shared(other["token"]).problem() == "no-such-link"
    assert shared("made-up", EVE).problem() == "no-such-link"


def test_so_many_links_are_open_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlist_people, "MAX_SHARES", 1)
    monkeypatch.setattr(playlist_people, "MAX_INVITATIONS", 1)
    playlist_id = playlist(visibility="unlisted")

    assert [share(playlist_id).status for _ in range(2)] == [201, 409]
    assert [invite(playlist_id).status for _ in range(2)] == [201, 409]


def test_tokens_lie_nowhere() -> None:
    playlist_id = playlist(visibility="unlisted")
    tokens = [share(playlist_id).body["token"], invite(playlist_id).body["token"]]

    with database.transaction() as tx:
        kept = str(tx.all("select * from playlist_shares"))
        kept += str(tx.all("select * from playlist_invitations"))
        kept += str(tx.all("select * from outbox"))
    assert all(len(token) >= 43 and token not in kept for token in tokens)


def test_whoever_added_something_and_left_is_still_named() -> None:
    playlist_id = playlist()
    let(playlist_id, BOB)
    add(playlist_id, track(), by=BOB)
    out(playlist_id, BOB, by=BOB)

    [entry] = entries(playlist_id)
    assert entry["added_by"]["handle"] == "bob"
    assert playlist_people.collaborators(playlist_id) == []
    assert get(playlist_id).body["my_part"] == Part.OWNER

"""Links to playlists: invitations to work on one, and share links that show one."""

from datetime import timedelta
from typing import Any

import pytest

from didit360 import database
from didit360.clock import now
from music.api import (
    get_shared,
    list_invitations,
    list_shared_entries,
    list_shares,
    revoke_invitation,
    revoke_share,
    update_playlist,
)
from music.data import playlist_people
from tests.unit.aws import Person, Reply, call
from tests.unit.music.playlists import (
    ADA,
    BOB,
    EVE,
    accept,
    add,
    block,
    get,
    invite,
    let,
    page,
    parts,
    playlist,
    share,
    track,
)

pytestmark = pytest.mark.usefixtures("shelf")


def shared(token: str, by: Person = BOB) -> Reply:
    return call(get_shared.handler, "GET", f"/shared/{token}", by=by)


def show(playlist_id: str, visibility: str) -> None:
    body = {"visibility": visibility}
    path = f"/playlists/{playlist_id}"
    assert call(update_playlist.handler, "PATCH", path, body=body, by=ADA).status == 200


def test_an_invitation_lets_in_whoever_has_it() -> None:
    playlist_id = playlist()
    made = invite(playlist_id, part="viewer", days=2).body

    joined = accept(made["token"], BOB)
    assert (joined.body["id"], joined.body["my_part"]) == (playlist_id, "viewer")
    assert accept(made["token"], EVE).body["my_part"] == "viewer"
    assert made["invitation"]["expires_at"] < (now() + timedelta(days=2, minutes=1)).isoformat()
    assert parts(playlist_id) == {"ada": "owner", "bob": "viewer", "eve": "viewer"}


@pytest.mark.parametrize("days", [0, 31, "7", True, 1.5, None])
def test_an_invitation_is_good_for_a_number_of_days(days: Any) -> None:
    assert invite(playlist(), days=days).status == 422


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

"""What lists of playlists and entries show, page by page, and to whom."""

from typing import Any

import pytest

from music.api import list_my_playlists, list_public_playlists
from music.data import catalogue
from music.domain import playlist as rules
from tests.unit.aws import Person, Reply, call
from tests.unit.music.playlists import (
    ADA,
    BOB,
    add,
    block,
    entries,
    get,
    move,
    page,
    playlist,
    remove,
    track,
)

pytestmark = pytest.mark.usefixtures("shelf")


def tracks(*names: str) -> list[str]:
    return [track(title=name) for name in names]


def test_who_finds_a_playlist_by_its_id() -> None:
    made = {visibility: playlist(visibility=visibility) for visibility in rules.Visibility}

    assert {visibility: get(id_, BOB).status for visibility, id_ in made.items()} == {
        "public": 200,
        "unlisted": 404,
        "private": 404,
    }
    assert page(made[rules.Visibility.PRIVATE], BOB).problem() == "no-such-playlist"
    assert get(made[rules.Visibility.PUBLIC], BOB).body["my_part"] is None
    block(ADA, BOB)
    assert get(made[rules.Visibility.PUBLIC], BOB).problem() == "no-such-playlist"
    assert page(made[rules.Visibility.PUBLIC], BOB).problem() == "no-such-playlist"


def test_pages_follow_each_other_whatever_is_edited_between_them() -> None:
    playlist_id = playlist()
    made = add(playlist_id, *tracks(*"ABCDEF")).body["items"]
    names = {entry["id"]: entry["track"]["title"] for entry in made}
    first = page(playlist_id, limit="3").body
    last = first["items"][-1]["id"]

    def rest() -> str:
        answer = page(playlist_id, limit="10", cursor=first["next"]).body
        assert answer["next"] is None
        return "".join(names.get(entry["id"], "+") for entry in answer["items"])

    assert rest() == "DEF"
    add(playlist_id, track(), at="start")
    assert rest() == "DEF"
    move(playlist_id, last, at="end")
    assert rest() == "DEFC"
    move(playlist_id, made[4]["id"], at="before", entry_id=made[3]["id"])
    assert rest() == "EDFC"
    remove(playlist_id, last, made[4]["id"])
    assert rest() == "DF"
    add(playlist_id, track(), at="before", entry_id=made[3]["id"])
    assert rest() == "+DF"


def test_a_cursor_is_its_playlist_s_alone() -> None:
    one, other = playlist(), playlist()
    for playlist_id in (one, other):
        add(playlist_id, *tracks("A", "B"))

    cursor = page(one, limit="1").body["next"]
    assert page(other, cursor=cursor).problem() == "bad-cursor"
    assert page(one, limit="101").status == 422


def test_my_playlists_newest_first_page_by_page() -> None:
    made = [playlist(title=str(n)) for n in range(5)]
    playlist(BOB)

    def listed(by: Person = ADA, **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = call(
            list_my_playlists.handler, "GET", "/me/playlists", by=by, query=query
        ).body
        return answer

    first = listed(limit="3")
    second = listed(limit="3", cursor=first["next"])
    found = [shown["id"] for shown in first["items"] + second["items"]]
    assert (found, second["next"]) == (made[::-1], None)
    assert listed(limit="5")["next"] is None


def test_of_others_only_the_public_ones_are_listed() -> None:
    playlist()
    playlist(visibility="unlisted")
    public = [playlist(visibility="public") for _ in range(3)]
    path = f"/people/{ADA.id}/playlists"

    def listed(by: Person = BOB, **query: str) -> Reply:
        return call(list_public_playlists.handler, "GET", path, by=by, query=query)

    first = listed(limit="2").body
    second = listed(limit="2", cursor=first["next"]).body
    assert [shown["id"] for shown in first["items"] + second["items"]] == public[::-1]
    assert second["next"] is None
    assert {shown["my_part"] for shown in listed(ADA).body["items"]} == {"owner"}
    block(ADA, BOB)
    assert listed().problem() == "no-such-person"


def test_the_first_entries_pictures_make_the_mosaic_as_they_are_now() -> None:
    playlist_id = playlist()
    pictured = [track(artwork=letter) for letter in "AABCDE"]
    add(playlist_id, track(), *pictured)

    def mosaic() -> str:
        shown = get(playlist_id).body["mosaic"]
        assert all(one["sizes"][0]["webp"].startswith("/images/img_") for one in shown)
        return "".join(one["id"][-1] for one in shown)

    assert mosaic() == "ABCD"
    last = entries(playlist_id)[-1]["id"]
    move(playlist_id, last, at="start")
    assert mosaic() == "EABC"
    catalogue.remove(catalogue.get(pictured[2]))
    assert mosaic() == "EACD"

"""Playlists as one person makes, fills and changes them."""

from typing import Any

import pytest

from music.api import delete_playlist, remove_entry, update_playlist
from music.data import catalogue, playlists
from music.domain import playlist as rules
from tests.unit.aws import Person, Reply, Said, call
from tests.unit.music.playlists import (
    ADA,
    BOB,
    EVE,
    add,
    block,
    entries,
    get,
    move,
    playlist,
    remove,
    titles,
    track,
)
from tests.unit.music.tracks import draft

pytestmark = pytest.mark.usefixtures("shelf")


def tracks(*names: str) -> list[str]:
    return [track(title=name) for name in names]


def patch(playlist_id: str, etag: str | None = None, by: Person = ADA, **said: Any) -> Reply:
    headers = {"If-Match": etag} if etag else {}
    path = f"/playlists/{playlist_id}"
    return call(update_playlist.handler, "PATCH", path, body=said, headers=headers, by=by)


def delete(playlist_id: str, by: Person = ADA) -> Reply:
    return call(delete_playlist.handler, "DELETE", f"/playlists/{playlist_id}", by=by)


def test_a_new_playlist_is_empty_private_and_its_owner_s(shelf: Said) -> None:
    shown = get(playlist(title=" Slow mornings ", description="Nothing above 90 bpm")).body

    assert (shown["title"], shown["description"]) == ("Slow mornings", "Nothing above 90 bpm")
    assert (shown["visibility"], shown["my_part"], shown["entry_count"]) == ("private", "owner", 0)
    assert shown["owner"] == {"id": ADA.id, "handle": "ada", "name": "Ada"}
    assert (shown["cover"], shown["mosaic"], shown["refused_cover"]) == (None, [], None)
    [(name, detail)] = shelf
    assert (name, detail["playlist_id"], detail["revision"]) == ("playlist_changed", shown["id"], 1)


@pytest.mark.parametrize(
    "words",
    [
        *({"title": " "}, {"title": "a\nb"}, {"title": None}),
        *({"visibility": "secret"}, {"visibility": None}),
    ],
)
def test_what_a_playlist_cannot_be_called(words: dict[str, Any]) -> None:
    assert patch(playlist(), **words).status == 422


def test_null_takes_the_description_away() -> None:
    playlist_id = playlist(description="Nothing above 90 bpm")

    assert patch(playlist_id, title="Other").body["description"] == "Nothing above 90 bpm"
    assert patch(playlist_id, description=None).body["description"] == ""


def test_the_etag_keeps_two_devices_from_overwriting_each_other(shelf: Said) -> None:
    playlist_id = playlist()
    [etag] = get(playlist_id).headers["ETag"]
    add(playlist_id, *tracks("One"))

    first = patch(playlist_id, etag, title="Second", description="New")
    assert (first.status, first.body["title"]) == (200, "Second")
    assert patch(playlist_id, etag, title="Third").problem() == "changed-meanwhile"
    assert patch(playlist_id, first.headers["ETag"][0], visibility="public").status == 200
    shown = get(playlist_id).body
    assert (shown["title"], shown["visibility"], shown["entry_count"]) == ("Second", "public", 1)
    revisions = [detail["revision"] for _, detail in shelf]
    assert revisions == sorted(set(revisions))


def test_saying_nothing_new_changes_and_says_nothing(shelf: Said) -> None:
    playlist_id = playlist(title="Same")
    before, said = get(playlist_id), len(shelf)

    assert patch(playlist_id, title="Same").headers["ETag"] == before.headers["ETag"]
    assert (get(playlist_id).body, len(shelf)) == (before.body, said)


def test_only_its_people_change_a_playlist() -> None:
    public, [one] = playlist(visibility="public"), tracks("One")
    entry = add(public, one).body["items"][0]["id"]

    refused = [
        patch(public, by=BOB, title="Mine"),
        delete(public, BOB),
        add(public, one, by=BOB),
        move(public, entry, by=BOB, at="end"),
        remove(public, entry, by=BOB),
    ]
    assert [reply.status for reply in refused] == [403] * 5
    assert titles(public) == ["One"]


@pytest.mark.parametrize("playlist_id", ["pll_nothing", "pll_01K9QZ4T7M5V3N8X2B6C1D0EFG", "x%00"])
def test_an_id_that_is_none_is_not_found(playlist_id: str) -> None:
    assert get(playlist_id).problem() == "no-such-playlist"
    assert add(playlist_id, track()).problem() == "no-such-playlist"


def test_tracks_go_where_they_are_put() -> None:
    playlist_id = playlist()
    [c] = add(playlist_id, *tracks("C")).body["items"]
    add(playlist_id, *tracks("A"), at="start")
    add(playlist_id, *tracks("E"), at="end")
    add(playlist_id, *tracks("B1", "B2"), at="before", entry_id=c["id"])
    added = add(playlist_id, *tracks("D1", "D2", "D3"), at="after", entry_id=c["id"])

    assert titles(playlist_id) == ["A", "B1", "B2", "C", "D1", "D2", "D3", "E"]
    assert [entry["track"]["title"] for entry in added.body["items"]] == ["D1", "D2", "D3"]
    assert added.body["entry_count"] == get(playlist_id).body["entry_count"] == 8


def test_entries_move_together_and_keep_their_ids() -> None:
    playlist_id = playlist()
    add(playlist_id, *tracks(*"ABCDEF"))
    before = {entry["track"]["title"]: entry["id"] for entry in entries(playlist_id)}
    ids = before.values()

    def order_after(*names: str, to: str, at: str) -> str:
        place = {"at": to} | ({"entry_id": before[at]} if at else {})
        moved = move(playlist_id, *(before[name] for name in names), **place)
        assert [entry["track"]["title"] for entry in moved.body["items"]] == list(names)
        return "".join(str(title) for title in titles(playlist_id))

    assert order_after("E", to="start", at="") == "EABCDF"
    assert order_after("A", "C", to="end", at="") == "EBDFAC"
    assert order_after("C", "E", to="before", at="D") == "BCEDFA"
    assert order_after("B", to="after", at="A") == "CEDFAB"
    assert order_after("F", to="after", at="D") == "CEDFAB"
    assert order_after("D", to="before", at="F") == "CEDFAB"
    assert {entry["id"] for entry in entries(playlist_id)} == set(ids)
    assert get(playlist_id).body["entry_count"] == 6


def test_a_place_has_an_entry_exactly_if_it_needs_one() -> None:
    playlist_id, [one] = playlist(), tracks("One")
    entry = add(playlist_id, one).body["items"][0]["id"]

    assert add(playlist_id, one, at="after").status == 422
    assert add(playlist_id, one, at="start", entry_id=entry).status == 422
    assert move(playlist_id, entry, at="after", entry_id=entry).problem() == "place-is-moved"
    assert move(playlist_id, entry, entry, at="end").problem() == "named-twice"


def test_what_is_gone_meanwhile_is_said_and_nothing_is_half_done() -> None:
    playlist_id = playlist()
    a, b, c = add(playlist_id, *tracks("A", "B", "C")).body["items"]
    assert remove(playlist_id, b["id"]).body["removed"] == [b["id"]]

    gone = move(playlist_id, c["id"], b["id"], at="start")
    assert (gone.problem(), gone.body["gone"]) == ("no-such-entry", [b["id"]])
    lost = add(playlist_id, *tracks("D"), at="after", entry_id=b["id"])
    assert (lost.status, lost.problem()) == (409, "place-gone")
    assert move(playlist_id, a["id"], at="before", entry_id=b["id"]).problem() == "place-gone"
    assert titles(playlist_id) == ["A", "C"]
    assert get(playlist_id).body["entry_count"] == 2


def test_removing_twice_is_no_harm_and_counts_once(shelf: Said) -> None:
    playlist_id = playlist()
    a, b, _ = add(playlist_id, *tracks("A", "B", "C")).body["items"]

    assert remove(playlist_id, a["id"], b["id"], a["id"]).body["entry_count"] == 1
    said = len(shelf)
    again = remove(playlist_id, a["id"], b["id"]).body
    assert (again["removed"], again["entry_count"], len(shelf)) == ([], 1, said)

    [left] = entries(playlist_id)
    path = f"/playlists/{playlist_id}/entries/{left['id']}"
    assert call(remove_entry.handler, "DELETE", path, by=ADA).status == 204
    assert call(remove_entry.handler, "DELETE", path, by=ADA).problem() == "no-such-entry"
    assert get(playlist_id).body["entry_count"] == 0


def test_an_entry_of_another_playlist_is_not_touched() -> None:
    mine, other = playlist(), playlist(BOB)
    [theirs] = add(other, *tracks("Theirs"), by=BOB).body["items"]

    assert remove(mine, theirs["id"]).body["removed"] == []
    assert move(mine, theirs["id"], at="end").problem() == "no-such-entry"
    assert add(mine, track(), at="after", entry_id=theirs["id"]).problem() == "place-gone"
    assert titles(other, BOB) == ["Theirs"]


def test_only_tracks_that_can_be_heard_are_added() -> None:
    playlist_id, known = playlist(), track(EVE)
    none = "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG"

    missing = add(playlist_id, known, none, "no_id")
    assert (missing.problem(), missing.body["tracks"]) == ("no-such-track", ["no_id", none])
    block(EVE, ADA)
    assert add(playlist_id, known).problem() == "no-such-track"
    assert add(playlist_id, *[known] * 101).status == 422
    assert add(playlist_id).status == 422
    assert entries(playlist_id) == []


def test_deleted_and_hidden_tracks_are_gone_and_nothing_else_of_them_is_told() -> None:
    playlist_id = playlist(visibility="public")
    kept, deleted, hidden = track(BOB, title="Kept"), track(BOB), track(EVE)
    add(playlist_id, kept, deleted, hidden)
    catalogue.remove(catalogue.get(deleted))
    block(EVE, ADA)

    first, second, third = entries(playlist_id)

    assert (first["state"], first["track"]["title"]) == ("here", "Kept")
    assert first["track"]["artist_name"] == "Bob"
    assert first["track"]["duration_ms"] == 183000
    assert first["added_by"]["name"] == "Ada"
    for entry in (second, third):
        assert (entry["state"], entry["track"]) == ("gone", None)
        assert deleted not in str(entry)
        assert hidden not in str(entry)
    assert get(playlist_id).body["entry_count"] == 3
    assert [entry["state"] for entry in entries(playlist_id, BOB)] == ["here", "gone", "here"]


def test_an_artists_own_draft_is_here_to_them_alone() -> None:
    playlist_id, own = playlist(BOB, visibility="public"), draft()["track"]["id"]
    assert add(playlist_id, own, by=ADA).status == 403
    assert add(playlist(), own).problem() == "no-such-track"
    assert add(playlist_id, own, by=BOB).status == 201

    assert [entry["state"] for entry in entries(playlist_id, BOB)] == ["here"]
    assert [entry["state"] for entry in entries(playlist_id, ADA)] == ["gone"]


def test_a_playlist_is_full_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from music.data import playlist_entries

    monkeypatch.setattr(playlist_entries, "MAX_ENTRIES", 3)
    playlist_id, [one] = playlist(), tracks("One")
    add(playlist_id, one, one)

    assert add(playlist_id, one, one).problem() == "playlist-full"
    assert add(playlist_id, one).body["entry_count"] == 3
    assert add(playlist_id, one).status == 409
    assert len(entries(playlist_id)) == 3


def test_a_person_has_so_many_playlists_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlists, "MAX_PLAYLISTS", 2)
    first = playlist()
    playlist()
    with pytest.raises(playlists.TooManyPlaylistsError):
        playlists.create(ADA.id, "Third", "", rules.Visibility.PRIVATE)
    playlist(BOB)
    delete(first)
    playlist()


def test_a_deleted_playlist_is_gone_at_once_and_its_entries_are_swept(shelf: Said) -> None:
    kept, gone = playlist(), playlist()
    for playlist_id in (kept, gone):
        add(playlist_id, *tracks("A", "B"))

    assert (delete(gone).status, delete(gone).status, get(gone).status) == (204, 404, 404)
    assert shelf[-1][0] == "playlist_deleted"
    assert shelf[-1][1]["playlist_id"] == gone
    assert playlists.sweep() == 2
    assert playlists.sweep() == 0
    assert titles(kept) == ["A", "B"]

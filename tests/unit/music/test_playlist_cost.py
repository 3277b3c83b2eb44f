"""What an operation costs does not depend on how long a playlist is: rows touched, counted."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import mean

import psycopg
import pytest

from didit360 import database, ids
from music.data import places, playlist_entries, playlist_people, playlists
from music.domain import order
from music.domain.playlist import MAX_ENTRIES, Part, Place, Visibility
from tests.unit.databases import Databases

pytestmark = pytest.mark.usefixtures("shelf")

OWNER = "0b7c1f6e-0000-4000-8000-00000000000a"
SHORT, LONG = 10, MAX_ENTRIES - 200


def filled(many: int) -> str:
    """A playlist with so many entries."""
    playlist_id = playlists.create(OWNER, f"{many}", "", Visibility.PUBLIC).id
    with database.transaction() as tx:
        tx.run(
            "insert into playlist_entries (playlist_id, id, position, track_id, added_by)"
            " select %s, id, position, 'trk_x', %s"
            " from unnest(%s::text[], %s::text[]) as new (id, position)",
            [
                playlist_id,
                OWNER,
                [ids.new("ent") for _ in range(many)],
                order.between(None, None, many),
            ],
        )
        tx.run("update playlists set entry_count = %s where id = %s", [many, playlist_id])
    return playlist_id


def middle(playlist_id: str) -> str:
    """The entry that stands in the middle."""
    rows = database.all(
        "select id from playlist_entries where playlist_id = %s order by position", [playlist_id]
    )
    return str(rows[len(rows) // 2]["id"])


Operation = Callable[[str, str], object]


def _tracks(many: int) -> list[str]:
    return [ids.new("trk") for _ in range(many)]


def _add(place: Callable[[str], Place], many: int, playlist_id: str, entry: str) -> None:
    playlist_entries.add(playlist_id, _tracks(many), place(entry), OWNER)


def _move(place: Place, playlist_id: str, entry: str) -> None:
    playlist_entries.move(playlist_id, [entry], place, OWNER)


def _move_first(at: str, playlist_id: str, entry: str) -> None:
    [first], _ = playlist_entries.page(playlist_id, limit=1, after=None)
    place = Place("before", entry) if at == "before" else Place("after", entry)
    playlist_entries.move(playlist_id, [first.id], place, OWNER)


def _page_behind(playlist_id: str, entry: str) -> None:
    row = database.one("select * from playlist_entries where id = %s", [entry])
    assert row is not None
    after = {"entry": entry, "moves": row["moves"], "position": row["position"]}
    playlist_entries.page(playlist_id, limit=2, after=after)


OPERATIONS: dict[str, Operation] = {
    "find": lambda playlist_id, _: playlists.find(playlist_id, OWNER),
    "rename": lambda playlist_id, _: playlists.change(playlist_id, partial(replace, title="New")),
    "add at the start": partial(_add, lambda _: Place("start"), 1),
    "add at the end": partial(_add, lambda _: Place("end"), 1),
    "add before": partial(_add, lambda entry: Place("before", entry), 1),
    "add after": partial(_add, lambda entry: Place("after", entry), 1),
    "add a hundred after": partial(_add, lambda entry: Place("after", entry), 100),
    "move to the start": partial(_move, Place("start")),
    "move to the end": partial(_move, Place("end")),
    "move before": partial(_move_first, "before"),
    "move after": partial(_move_first, "after"),
    "remove": lambda playlist_id, entry: playlist_entries.remove(playlist_id, [entry], OWNER),
    "first page": lambda playlist_id, _: playlist_entries.page(playlist_id, limit=2, after=None),
    "mosaic": lambda playlist_id, _: playlist_entries.first_tracks([playlist_id], 4),
    "collaborator": lambda playlist_id, _: playlist_people.put(playlist_id, "x", Part.EDITOR),
    "share": lambda playlist_id, _: playlist_people.share(playlist_id),
    "mine": lambda *_: playlists.of_person(OWNER, limit=2, after=None),
    "public": lambda *_: playlists.public_of(OWNER, limit=2, after=None),
    "page behind": _page_behind,
}


def touched(step: Callable[[], object]) -> tuple[int, int]:
    """Rows of playlists and their entries that are read or written, and reads of whole tables."""

    def counted() -> tuple[int, int]:
        database.one("select pg_stat_force_next_flush()")
        row = database.one(
            "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd"
            " + n_tup_del)::int as rows, sum(seq_scan)::int as whole from pg_stat_user_tables"
            " where schemaname = 'music' and relname in ('playlists', 'playlist_entries')"
        )
        assert row is not None
        return row["rows"], row["whole"]

    counted()
    rows, whole = counted()
    step()
    rows_after, whole_after = counted()
    return rows_after - rows, whole_after - whole


def test_no_operation_touches_more_rows_of_a_longer_playlist(databases: Databases) -> None:
    short, long = filled(SHORT), filled(LONG)
    with database.transaction() as tx:  # many others', so that reading all of them would show
        tx.run(
            "insert into playlists (id, owner_id, title, description, visibility)"
            " select 'pll_' || n, 'other', '', '', 'public' from generate_series(1, 3000) as n"
        )
    with psycopg.connect(databases.url, autocommit=True) as admin:
        admin.execute("analyze music.playlists, music.playlist_entries")

    for name, operation in OPERATIONS.items():
        costs = {
            playlist_id: touched(partial(operation, playlist_id, middle(playlist_id)))
            for playlist_id in (short, long)
        }
        assert costs[long] == costs[short], name
        assert costs[long][1] == 0, f"{name} reads a whole table"
        assert costs[long][0] < 15 or "hundred" in name, name
    deleted = [touched(partial(playlists.remove, id_)) for id_ in (short, long)]
    assert deleted[0] == deleted[1]


def test_keys_stay_short_however_often_things_go_to_one_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spread: list[int] = []
    room = places.room

    def counting(*said: object, **more: object) -> tuple[list[str], dict[str, str]]:
        keys, shifted = room(*said, **more)  # type: ignore[arg-type]
        spread.append(len(shifted))
        return keys, shifted

    monkeypatch.setattr(places, "room", counting)
    monkeypatch.setattr(order, "LONGEST", 16)
    monkeypatch.setattr(order, "ROOMY", 7)
    playlist_id = filled(400)
    rows = database.all(
        "select id from playlist_entries where playlist_id = %s order by position", [playlist_id]
    )
    expected = [row["id"] for row in rows]

    anchor = expected[100]
    for _ in range(400):
        moved = expected.pop()
        playlist_entries.move(playlist_id, [moved], Place("after", anchor), OWNER)
        expected.insert(expected.index(anchor) + 1, moved)

    found = database.all(
        "select id, length(position) as length from playlist_entries where playlist_id = %s"
        " order by position",
        [playlist_id],
    )
    assert [row["id"] for row in found] == expected
    assert max(row["length"] for row in found) <= order.LONGEST
    assert sum(map(bool, spread)) > 3
    assert mean(spread) < 10

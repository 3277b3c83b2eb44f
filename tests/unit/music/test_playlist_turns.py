"""Who comes first counts: a collaboration ends while its editor writes, two sweep at once."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from didit360 import database
from didit360.database import Transaction
from didit360.problems import Forbidden
from music.data import playlist_entries, playlist_people, playlists
from music.data.playlist_rows import PlaylistNotFoundError, lock_for
from music.domain.playlist import EDITING, Invited, Part, Place, Visibility
from tests.unit.music.test_playlist_together import OWNER, all_of, at_once, fill, tracks

pytestmark = pytest.mark.usefixtures("shelf")

EDITOR = "0b7c1f6e-0000-4000-8000-00000000000b"
_OFTEN = 20_000

WRITES: dict[str, Callable[[str, str], object]] = {
    "add": lambda id_, _: playlist_entries.add(id_, tracks(1), Place(), EDITOR),
    "move": lambda id_, entry: playlist_entries.move(id_, [entry], Place("start"), EDITOR),
    "remove": lambda id_, entry: playlist_entries.remove(id_, [entry], EDITOR),
}


def edited(visibility: Visibility = Visibility.PRIVATE, part: Invited = Part.EDITOR) -> str:
    """A playlist of three entries that somebody else works on."""
    made = playlists.create(OWNER, "Ours", "", visibility).id
    fill(made, 3)
    playlist_people.put(made, EDITOR, part)
    return made


def aside(pool: ThreadPoolExecutor, step: Callable[[], object]) -> Future[object]:
    """The step on a connection of its own."""

    def run() -> object:
        try:
            return step()
        finally:
            database.forget()

    return pool.submit(run)


def until_somebody_waits(tx: Transaction) -> None:
    """Another connection has come to what this one has locked."""
    for _ in range(_OFTEN):
        tx.one("select pg_stat_clear_snapshot()")
        if tx.one(
            "select 1 from pg_stat_activity where datname = current_database()"
            " and wait_event_type = 'Lock'"
        ):
            return
    pytest.fail("nobody waits")


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize(
    ("visibility", "refusal"),
    [(Visibility.PUBLIC, Forbidden), (Visibility.PRIVATE, PlaylistNotFoundError)],
)
def test_who_is_taken_out_while_they_wait_to_write_writes_nothing(
    name: str, visibility: Visibility, refusal: type[Exception]
) -> None:
    playlist_id = edited(visibility)
    before = all_of(playlist_id)

    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as tx:
            tx.run("select 1 from playlists where id = %s for update", [playlist_id])
            writing = aside(pool, partial(WRITES[name], playlist_id, before[2].id))
            until_somebody_waits(tx)
            tx.run("delete from playlist_collaborators where person_id = %s", [EDITOR])
        with pytest.raises(refusal):
            writing.result()
    assert all_of(playlist_id) == before


def test_who_is_taken_out_while_they_write_has_written_first() -> None:
    playlist_id = edited()

    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as tx:
            lock_for(tx, playlist_id, EDITOR, *EDITING)
            leaving = aside(pool, partial(playlist_people.take_out, playlist_id, EDITOR))
            until_somebody_waits(tx)
            assert not leaving.done()
        leaving.result()
    with pytest.raises(PlaylistNotFoundError):
        WRITES["add"](playlist_id, "")


@pytest.mark.parametrize("name", WRITES)
def test_what_writes_asks_itself_who_does(name: str) -> None:
    playlist_id = edited(part=Part.VIEWER)
    before = all_of(playlist_id)

    with pytest.raises(Forbidden):
        WRITES[name](playlist_id, before[2].id)
    playlist_people.put(playlist_id, EDITOR, Part.EDITOR)
    WRITES[name](playlist_id, before[2].id)
    assert all_of(playlist_id) != before


def left() -> dict[str, int]:
    row = database.one(
        "select (select count(*) from playlist_entries) as entries,"
        " (select count(*) from deleted_playlists) as playlists"
    )
    assert row is not None
    return row


def test_two_who_sweep_at_once_leave_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlists, "_SWEPT_AT_ONCE", 10)
    for _ in range(5):
        for _ in range(2):
            made = edited()
            fill(made, 97)
            playlists.remove(made)

        at_once(playlists.sweep, playlists.sweep)
        assert left() == {"entries": 0, "playlists": 0}


def test_a_sweep_passes_over_what_another_sweeps() -> None:
    one, other = sorted(edited() for _ in range(2))
    for playlist_id in (one, other):
        playlists.remove(playlist_id)
    swept: list[int] = []

    with database.transaction() as tx:
        tx.run("select 1 from deleted_playlists where id = %s for update", [one])
        at_once(lambda: swept.append(playlists.sweep()))
        assert left() == {"entries": 3, "playlists": 1}
    assert (swept, playlists.sweep()) == ([3], 3)
    assert left() == {"entries": 0, "playlists": 0}

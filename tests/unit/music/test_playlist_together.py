"""Several people edit one playlist at the same moment, each on a connection of their own."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from threading import Barrier

import pytest

from didit360 import database, ids
from music.data import playlist_entries, playlist_people, playlists
from music.data.places import PlaceGoneError
from music.data.playlist_entries import EntryNotFoundError, PlaylistFullError
from music.domain import order
from music.domain.playlist import Entry, Part, Place, Visibility
from tests.unit.aws import Said

pytestmark = pytest.mark.usefixtures("shelf")

PEOPLE = 6
OWNER = "0b7c1f6e-0000-4000-8000-00000000000a"


@pytest.fixture
def playlist_id() -> str:
    return playlists.create(OWNER, "Ours", "", Visibility.PRIVATE).id


@pytest.fixture
def short_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room has to be made again and again."""
    monkeypatch.setattr(order, "LONGEST", 6)
    monkeypatch.setattr(order, "ROOMY", 5)


def at_once(*steps: Callable[[], object]) -> None:
    """Every step in a thread, and so on a connection, of its own; all begin together."""
    together = Barrier(len(steps))

    def run(step: Callable[[], object]) -> None:
        try:
            database.one("select 1")
            together.wait()
            step()
        finally:
            database.forget()

    with ThreadPoolExecutor(len(steps)) as pool:
        for done in [pool.submit(run, step) for step in steps]:
            done.result()


def tracks(many: int) -> list[str]:
    return [ids.new("trk") for _ in range(many)]


def fill(playlist_id: str, many: int) -> list[str]:
    added, _ = playlist_entries.add(playlist_id, tracks(many), Place(), OWNER)
    return [entry.id for entry in added]


def all_of(playlist_id: str) -> list[Entry]:
    found: list[Entry] = []
    after = None
    while True:
        entries, after = playlist_entries.page(playlist_id, limit=100, after=after)
        found += entries
        if after is None:
            return found


def is_whole(playlist_id: str, expected: set[str]) -> list[Entry]:
    """Nothing is lost, nothing doubled, and the count is right."""
    entries = all_of(playlist_id)
    assert len(entries) == len(expected)
    assert {entry.id for entry in entries} == expected
    assert all(one.position < other.position for one, other in pairwise(entries))
    assert playlists.find(playlist_id, OWNER)[0].entry_count == len(entries)
    return entries


class Editor:
    """Somebody who adds, moves and removes without looking what others do."""

    def __init__(self, playlist_id: str, known: Sequence[str], seed: int) -> None:
        self._playlist_id = playlist_id
        self._known = list(known)
        self._draw = random.Random(seed)  # noqa: S311
        self.added: set[str] = set()
        self.removed: set[str] = set()
        self.changes = 0

    def work(self) -> None:
        for _ in range(25):
            step = self._draw.choice([self._add, self._add, self._move, self._move, self._remove])
            try:
                step()
            except (EntryNotFoundError, PlaceGoneError):
                continue

    def _place(self) -> Place:
        other = self._draw.choice(self._known)
        places = Place("start"), Place("end"), Place("before", other), Place("after", other)
        return self._draw.choice(places)

    def _some(self) -> list[str]:
        return self._draw.sample(self._known, min(len(self._known), self._draw.randint(1, 3)))

    def _add(self) -> None:
        added, _ = playlist_entries.add(
            self._playlist_id, tracks(self._draw.randint(1, 3)), self._place(), OWNER
        )
        self._known += [entry.id for entry in added]
        self.added |= {entry.id for entry in added}
        self.changes += 1

    def _move(self) -> None:
        place = self._place()
        wanted = [one for one in self._some() if one != place.entry_id]
        if wanted:
            playlist_entries.move(self._playlist_id, wanted, place, OWNER)
            self.changes += 1

    def _remove(self) -> None:
        removed, _ = playlist_entries.remove(self._playlist_id, self._some(), OWNER)
        assert self.removed.isdisjoint(removed)
        self.removed |= set(removed)
        self.changes += bool(removed)


@pytest.mark.usefixtures("short_keys")
@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_lost_or_doubled(playlist_id: str, shelf: Said, seed: int) -> None:
    first = fill(playlist_id, 20)
    editors = [Editor(playlist_id, first, seed * PEOPLE + n) for n in range(PEOPLE)]

    at_once(*(editor.work for editor in editors))

    expected = set(first).union(*(editor.added for editor in editors))
    removed = [entry for editor in editors for entry in editor.removed]
    assert len(removed) == len(set(removed))
    is_whole(playlist_id, expected - set(removed))
    made_and_filled = 2
    changes = made_and_filled + sum(editor.changes for editor in editors)
    assert playlists.find(playlist_id, OWNER)[0].version == changes
    told = [detail["revision"] for _, detail in shelf]
    assert len(told) == len(set(told))
    last = max((detail for _, detail in shelf), key=lambda detail: int(detail["revision"]))
    assert last["entry_count"] == len(expected) - len(removed)


def test_who_adds_at_the_end_at_once_all_find_room_and_keep_their_order(playlist_id: str) -> None:
    batches = [tracks(5) for _ in range(PEOPLE * 4)]

    def add(mine: int) -> None:
        for batch in batches[mine::PEOPLE]:
            playlist_entries.add(playlist_id, batch, Place(), OWNER)

    at_once(*(partial(add, mine) for mine in range(PEOPLE)))

    found = [entry.track_id for entry in all_of(playlist_id)]
    assert len(found) == len(set(found)) == 5 * len(batches)
    for batch in batches:
        start = found.index(batch[0])
        assert found[start : start + 5] == batch


def test_the_same_entry_moved_by_two_is_where_the_later_put_it(playlist_id: str) -> None:
    *others, moved = fill(playlist_id, 4)
    for _ in range(20):
        at_once(
            lambda: playlist_entries.move(playlist_id, [moved], Place("start"), OWNER),
            lambda: playlist_entries.move(playlist_id, [moved], Place("after", others[1]), OWNER),
        )
        found = [entry.id for entry in is_whole(playlist_id, {*others, moved})]
        assert found in ([moved, *others], [*others[:2], moved, others[2]])


def test_an_entry_moved_and_removed_at_once_is_removed(playlist_id: str) -> None:
    kept = fill(playlist_id, 3)
    outcomes = set()

    def moves(entry_id: str) -> None:
        try:
            playlist_entries.move(playlist_id, [entry_id], Place("start"), OWNER)
            outcomes.add("moved")
        except EntryNotFoundError:
            outcomes.add("gone")

    for _ in range(20):
        [entry_id] = fill(playlist_id, 1)
        removes = partial(playlist_entries.remove, playlist_id, [entry_id], OWNER)
        at_once(partial(moves, entry_id), removes)
        is_whole(playlist_id, set(kept))
    assert outcomes <= {"moved", "gone"}


def test_removed_by_two_counts_once(playlist_id: str) -> None:
    kept, both = fill(playlist_id, 3), fill(playlist_id, 10)
    removed: list[str] = []

    def remove() -> None:
        removed.extend(playlist_entries.remove(playlist_id, both, OWNER)[0])

    at_once(remove, remove, remove)
    assert sorted(removed) == sorted(both)
    is_whole(playlist_id, set(kept))


def test_a_full_playlist_is_exactly_full(playlist_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlist_entries, "MAX_ENTRIES", 50)
    added: list[str] = []

    def add_until_full() -> None:
        while True:
            try:
                entries, _ = playlist_entries.add(playlist_id, tracks(1), Place("start"), OWNER)
            except PlaylistFullError:
                return
            added.extend(entry.id for entry in entries)

    at_once(*[add_until_full] * PEOPLE)
    assert len(added) == 50
    is_whole(playlist_id, set(added))


def test_the_limits_of_people_hold_when_all_come_at_once(
    playlist_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(playlist_people, "MAX_COLLABORATORS", 2)
    monkeypatch.setattr(playlists, "MAX_PLAYLISTS", 3)
    refused: list[str] = []

    def come(person: str) -> None:
        try:
            playlist_people.put(playlist_id, person, Part.EDITOR)
        except playlist_people.TooManyCollaboratorsError:
            refused.append("collaborator")
        try:
            playlists.create(OWNER, "Another", "", Visibility.PRIVATE)
        except playlists.TooManyPlaylistsError:
            refused.append("playlist")

    at_once(*(partial(come, f"person-{mine}") for mine in range(PEOPLE)))

    assert len(playlist_people.collaborators(playlist_id)) == 2
    assert len(playlists.of_person(OWNER, limit=50, after=None)[0]) == 3
    assert sorted(refused) == ["collaborator"] * (PEOPLE - 2) + ["playlist"] * (PEOPLE - 2)


def test_deleting_while_others_add_leaves_nothing_to_be_seen(playlist_id: str) -> None:
    fill(playlist_id, 3)

    def add() -> None:
        try:
            while True:
                playlist_entries.add(playlist_id, tracks(2), Place(), OWNER)
        except playlists.PlaylistNotFoundError:
            return

    at_once(add, add, lambda: playlists.remove(playlist_id))
    with pytest.raises(playlists.PlaylistNotFoundError):
        playlists.find(playlist_id, OWNER)
    playlists.sweep()
    assert database.one("select count(*) as left from playlist_entries") == {"left": 0}


def test_who_reads_or_edits_another_playlist_waits_for_nobody(playlist_id: str) -> None:
    other = playlists.create(OWNER, "Other", "", Visibility.PRIVATE).id
    known = fill(playlist_id, 3)

    def elsewhere() -> None:
        assert [entry.id for entry in all_of(playlist_id)] == known
        assert playlists.find(playlist_id, OWNER)[0].entry_count == 3
        fill(other, 2)

    with database.transaction() as tx:
        tx.run("select 1 from playlists where id = %s for update", [playlist_id])
        at_once(elsewhere)
    is_whole(other, {entry.id for entry in all_of(other)})

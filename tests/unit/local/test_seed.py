"""The seed's plan is the same each time, and says nothing that the platform would refuse."""

from datetime import UTC, datetime

from didit360 import ids
from infra.local.seed.names import Names
from infra.local.seed.plan import plan, play_id
from music.domain.genres import GENRES

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_plan_is_the_same_each_time() -> None:
    assert plan(30, 200, tunes=4, today=TODAY) == plan(30, 200, tunes=4, today=TODAY)


def test_it_has_what_was_asked_for_and_nothing_twice() -> None:
    made = plan(30, 200, tunes=4, today=TODAY)
    assert len(made.artists) == 30
    assert len(made.songs) == 200
    assert {record.artist for record in made.records} == set(made.artists)
    people = [person.id for person in (*made.artists, *made.fans)]
    things = [*(song.id for song in made.songs), *(record.id for record in made.records)]
    assert len({*people, *things}) == len(people) + len(things)
    assert len({person.handle for person in (*made.artists, *made.fans)}) == len(people)


def test_ids_are_well_formed_and_older_than_anybodys() -> None:
    made = plan(5, 40, tunes=4, today=TODAY)
    assert all(ids.is_id(song.id, "trk") for song in made.songs)
    assert all(ids.is_id(record.id, "rel") for record in made.records)
    assert ids.is_id(play_id(70_000), "ply")
    assert max(song.id for song in made.songs) < ids.new("trk")


def test_everything_is_past_and_in_genres_that_there_are() -> None:
    made = plan(30, 200, tunes=4, today=TODAY)
    assert all(record.released < TODAY for record in made.records)
    assert all(set(record.genres) <= GENRES for record in made.records)
    assert {song.tune for song in made.songs} == {0, 1, 2, 3}


def test_a_few_words_are_usual_and_most_are_rare() -> None:
    names = Names()
    words = [word for _ in range(5000) for word in set(names.title().split())]
    counts = sorted((words.count(word) for word in set(words)), reverse=True)
    assert 0.03 < counts[0] / 5000 < 0.3
    assert counts[len(counts) // 2] <= 3

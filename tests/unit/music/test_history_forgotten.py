"""What a listener takes out of their history: it is seen nowhere, and counts as before."""

from typing import Any

import pytest

from music.api.clear_history import handler as clear_history
from music.api.forget_play import handler as forget_play
from music.api.get_play import handler as get_play
from music.api.list_history import handler as list_history
from music.api.list_plays import handler as list_plays
from music.api.list_recently_played import handler as list_recently_played
from music.data import plays, sessions
from tests.unit.aws import FAN, MODERATOR, OTHER_ARTIST, Person, Reply, call
from tests.unit.music import listeners
from tests.unit.music.listeners import Clock, grant, listen, report, rows
from tests.unit.music.tracks import ready

clock, pem, key = listeners.clock, listeners.pem, listeners.key
pytestmark = pytest.mark.usefixtures("aws", "key", "clock")


def made(title: str) -> str:
    return str(ready(title)["track"]["id"])


def history() -> list[str]:
    body = call(list_history, "GET", "/me/history", by=FAN).body
    return [item["play_id"] for item in body["items"]]


def recent() -> list[tuple[str, str]]:
    body = call(list_recently_played, "GET", "/me/recently-played", by=FAN).body
    return [(item["track_id"], item["play_id"]) for item in body["items"]]


def listed(by: Person = FAN) -> list[str]:
    reply = call(list_plays, "GET", "/plays", by=by, query={"person_id": FAN.id})
    return [item["play_id"] for item in reply.body["items"]]


def forget(play_id: str, by: Person = FAN) -> int:
    return call(forget_play, "DELETE", f"/me/history/{play_id}", by=by).status


def clear() -> int:
    return call(clear_history, "DELETE", "/me/history", by=FAN).status


def read(play_id: str) -> Reply:
    return call(get_play, "GET", f"/plays/{play_id}", by=FAN)


def test_what_was_heard_last_is_first_whichever_began_first(clock: Clock) -> None:
    early, late = grant(made("Early")), grant(made("Late"))
    clock.passes(31)
    report(late, 31_000, event="end")
    clock.passes(31)
    report(early, 31_000, event="end")

    assert history() == [early["play_id"], late["play_id"]]


def test_a_track_whose_last_play_is_forgotten_was_heard_the_time_before(clock: Clock) -> None:
    track_id = made("Often")
    first, other, second, last = (
        listen(track, clock)["play_id"] for track in (track_id, made("Other"), track_id, track_id)
    )
    its_other = recent()[1]
    assert its_other[1] == other

    assert forget(second) == 204
    assert recent() == [(track_id, last), its_other]
    assert forget(last) == 204
    assert recent() == [its_other, (track_id, first)]
    assert forget(first) == 204
    assert recent() == [its_other]
    assert history() == [other]


def test_where_the_index_lags_no_play_that_is_gone_is_the_one_before(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from music.data.listening_rows import HistoryRow

    track_id = made("Often")
    first, second, last = (listen(track_id, clock)["play_id"] for _ in range(3))
    late = list(HistoryRow.by_time.query(f"{FAN.id}#{track_id}", scan_index_forward=False))
    forget(second)
    monkeypatch.setattr(HistoryRow.by_time, "query", lambda *_, **__: iter(late))

    forget(last)

    assert recent() == [(track_id, first)]


def test_what_is_forgotten_is_in_nobodys_list_of_sessions(clock: Clock) -> None:
    track_id = made("Often")
    one, other = (listen(track_id, clock)["play_id"] for _ in range(2))
    assert forget(one, OTHER_ARTIST) == 204
    assert listed() == [other, one]

    assert forget(one) == 204

    assert listed() == listed(MODERATOR) == [other]
    assert (read(one).problem(), read(other).status) == ("no-such-play", 200)
    for _ in range(2):
        assert clear() == 204
    assert listed() == listed(MODERATOR) == history() == []
    assert recent() == []
    assert len(rows("plays")) == 2
    hidden = [row for row in rows("listening") if row["fact"].startswith("unlisted#")]
    assert len(hidden) == 2
    assert not any(track_id in repr(row) for row in hidden)
    held = {name: list(found) for name, found in plays.export_of(FAN.id).items()}
    assert {one["play_id"] for one in held["unlisted_sessions"]} == {one, other}


def test_a_play_that_was_forgotten_counts_once_and_stays_out_of_sight(clock: Clock) -> None:
    session = grant(made("Once"))
    clock.passes(31)
    assert report(session, 31_000).body["counted"]
    forget(session["play_id"])
    clock.passes(31)

    again = report(session, 62_000, 2).body

    assert (again["counted"], again["credited_ms"]) == (True, 62_000)
    assert len(rows("plays")) == 1
    assert history() == listed() == []
    assert recent() == []


def test_what_plays_while_the_history_is_emptied_counts_and_is_not_put_into_it(
    clock: Clock,
) -> None:
    session = grant(made("Just now"))
    clock.passes(20)
    report(session, 20_000)
    clear()
    clock.passes(15)

    counted = report(session, 35_000, 2).body

    assert (counted["counted"], counted["credited_ms"]) == (True, 35_000)
    assert [play["play_id"] for play in rows("plays")] == [session["play_id"]]
    assert history() == listed() == []
    assert recent() == []
    later = listen(made("Later"), clock)["play_id"]
    assert history() == listed() == [later]


def test_a_report_that_comes_while_a_play_is_forgotten_is_not_lost(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = grant(made("Just now"))
    clock.passes(20)
    report(session, 20_000)
    really = sessions._unlist
    met: list[Any] = []

    def meanwhile(found: Any) -> None:
        if not met:
            met.append(found)
            clock.passes(15)
            report(session, 35_000, 2)
        really(found)

    monkeypatch.setattr(sessions, "_unlist", meanwhile)

    forget(session["play_id"])

    assert history() == listed() == []
    assert recent() == []
    [row] = [row for row in rows("listening") if row["fact"].startswith("unlisted#")]
    assert '"credited_ms": 35000' in row["state"]


def test_more_sessions_than_one_transaction_takes_are_taken_out(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "AT_ONCE", 2)
    track_id = made("Often")
    for _ in range(5):
        listen(track_id, clock, seconds=1)

    clear()

    assert listed() == []

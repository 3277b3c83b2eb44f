"""Playback sessions: what players report, and the plays that count from it.

A report changes a session and the listener's time together or not at all; the report that makes a
session count stores the play, its place in the history and the day's count with them, in the same
transaction. So a play is stored once, whatever comes twice, late or at the same time.

A session that its listener takes out of what they see is unlisted: it goes on counting as before,
without a word of the track, and leaves nothing in the history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from didit360 import ids
from didit360.clock import now, rfc3339
from didit360.problems import NotFound
from didit360.races import RaceError, settled
from didit360.transactions import reasons, transaction
from music.data import play_writes
from music.domain import listening
from music.domain.listening import Grant, Listener, Report, Session, Why, milliseconds

if TYPE_CHECKING:
    from music.data.listening_rows import StateRow

KEPT = timedelta(days=90)
AT_ONCE = 50
"""Two writes of a transaction each, which takes 100."""
_LISTENER, _UNLISTED = "listener", "unlisted#"
_RACES = {"ConditionalCheckFailed", "TransactionConflict"}


class SessionNotFoundError(NotFound):
    code = "no-such-play"

    def __init__(self) -> None:
        super().__init__("There is no such playback session, or it was too long ago.")


class _TooOftenError(Exception):
    """The track has counted MOST_A_DAY times for the listener today."""


class _StoredError(Exception):
    """The play is there already: its session was erased, and its grant lived on."""


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.listening_rows  # noqa: F401


def hear(grant: Grant, report: Report) -> Session:
    """The session after a report. BusyError when many players of a person keep racing."""

    def write() -> Session:
        session, listener = rows(grant)
        before, whose = _session(session, grant), _listener(listener, grant.person_id)
        after, theirs = listening.hear(before, whose, report, milliseconds(now()))
        if after == before and theirs == whose:
            return before
        counts = after.counted_at is not None and before.counted_at is None
        return keep(session, listener, after, theirs, counts=counts)

    return settled(grant.play_id, write)


def get(person_id: str, play_id: str) -> Session:
    """A person's session. SessionNotFoundError."""
    from music.data.listening_rows import StateRow

    try:
        row = StateRow.get(person_id, f"session#{play_id}", consistent_read=True)
    except StateRow.DoesNotExist:
        raise SessionNotFoundError from None
    return _read(row.state)


def page(
    person_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Session], dict[str, Any] | None]:
    """A person's sessions, newest first, and where the next page starts (None at the end)."""
    from music.data.listening_rows import StateRow

    found = StateRow.query(
        person_id,
        StateRow.fact.startswith("session#"),
        scan_index_forward=False,
        limit=limit,
        last_evaluated_key=after,
    )
    return [_read(row.state) for row in found], found.last_evaluated_key


def unlist(person_id: str, play_id: str) -> None:
    """Take a session out of what its listener sees. Safe to repeat."""
    from music.data.listening_rows import StateRow

    def write() -> None:
        try:
            row = StateRow.get(person_id, f"session#{play_id}", consistent_read=True)
        except StateRow.DoesNotExist:
            return
        _unlist([row])

    settled(play_id, write)


def unlist_all(person_id: str) -> None:
    """Take all sessions out of what their listener sees. Safe to repeat."""
    from music.data.listening_rows import StateRow

    def write() -> None:
        found = iter(
            StateRow.query(person_id, StateRow.fact.startswith("session#"), consistent_read=True)
        )
        while some := list(islice(found, AT_ONCE)):
            _unlist(some)

    settled("Your history", write)


def refuse(person_id: str, why: Why) -> None:
    """Keep that a person reported with a grant that is not theirs."""
    from music.data.listening_rows import RefusalRow

    RefusalRow(
        person_id,
        f"refusal#{ids.new('ply')}",
        why=why,
        at=rfc3339(now()),
        expires=_expiry(),
    ).save()


def keep(
    session: "StateRow", listener: "StateRow", after: Session, theirs: Listener, *, counts: bool
) -> Session:
    """Write both rows, and the play if it counts; the session as it was written."""
    session.state, session.expires = _state(asdict(after), session.fact), _expiry()
    listener.state = asdict(theirs)
    try:
        _write(session, listener, after, theirs if counts else None)
    except _TooOftenError:
        refused = replace(after, counted_at=None, refused=Why.TOO_OFTEN)
        return keep(session, listener, refused, theirs, counts=False)
    except _StoredError:
        return keep(session, listener, after, theirs, counts=False)
    return after


def _write(
    session: "StateRow", listener: "StateRow", after: Session, counts: Listener | None
) -> None:
    from pynamodb.exceptions import TransactWriteError

    try:
        with transaction() as writes:
            writes.save(session)
            writes.save(listener)
            if counts is not None:
                play_writes.count(writes, after, counts)
                if not session.fact.startswith(_UNLISTED):
                    play_writes.show(writes, after)
    except TransactWriteError as error:
        why = reasons(error)
        if _RACES.isdisjoint(why):
            raise
        if not _RACES.isdisjoint(why[:2]) or "TransactionConflict" in why:
            raise RaceError from None
        # Puts stand before updates: the day's count is last.
        raise (_TooOftenError if why[-1] == "ConditionalCheckFailed" else _StoredError) from None


def _unlist(found: "Sequence[StateRow]") -> None:
    """RaceError when one of them was written meanwhile."""
    from pynamodb.exceptions import TransactWriteError

    from music.data.listening_rows import StateRow

    try:
        with transaction() as writes:
            for row in found:
                fact = _UNLISTED + row.fact.partition("#")[2]
                state = _state(row.state, fact)
                writes.save(StateRow(row.person_id, fact, state=state, expires=row.expires))
                writes.delete(row)
    except TransactWriteError as error:
        if _RACES.isdisjoint(reasons(error)):
            raise
        raise RaceError from None


def rows(grant: Grant) -> "tuple[StateRow, StateRow]":
    """The session's and the listener's, in one request; new ones where there are none."""
    from music.data.listening_rows import StateRow

    listed, unlisted = f"session#{grant.play_id}", f"{_UNLISTED}{grant.play_id}"
    keys = [(grant.person_id, fact) for fact in (listed, unlisted, _LISTENER)]
    found = {row.fact: row for row in StateRow.batch_get(keys, consistent_read=True)}
    session = found.get(unlisted) or found.get(listed) or StateRow(grant.person_id, listed)
    return session, found.get(_LISTENER) or StateRow(grant.person_id, _LISTENER)


def _session(row: "StateRow", grant: Grant) -> Session:
    if row.version is None:
        return Session(grant)
    return _read({"grant": asdict(grant), **row.state})


def _state(state: Mapping[str, Any], fact: str) -> dict[str, Any]:
    """Of an unlisted session, what was heard is not kept: the grant says it anew."""
    hidden = {"grant"} if fact.startswith(_UNLISTED) else set()
    return {name: value for name, value in state.items() if name not in hidden}


def _read(state: Mapping[str, Any]) -> Session:
    said = dict(state)
    grant = dict(said.pop("grant"))
    grant["genres"] = tuple(grant["genres"])
    refused = said.pop("refused")
    return Session(Grant(**grant), refused=Why(refused) if refused else None, **said)


def _listener(row: "StateRow", person_id: str) -> Listener:
    if row.version is None:
        return Listener(person_id, ids.new("lsn"))
    said = dict(row.state)
    spent = tuple((begin, end) for begin, end in said.pop("spent"))
    return Listener(spent=spent, **said)


def _expiry() -> int:
    return int((now() + KEPT).timestamp())

"""Playback sessions: what players report, and the plays that count from it.

A report changes a session and the listener's time together or not at all; the report that makes a
session count stores the play, its place in the history and the day's count with them, in the same
transaction. So a play is stored once, whatever comes twice, late or at the same time.
"""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from didit360 import ids
from didit360.clock import now, rfc3339
from didit360.problems import NotFound
from music.data.races import RaceError, settled
from music.data.transactions import reasons, transaction
from music.domain import listening
from music.domain.listening import (
    MOST_A_DAY,
    Grant,
    Listener,
    Report,
    Session,
    Why,
    milliseconds,
    moment,
)

if TYPE_CHECKING:
    from pynamodb.transactions import TransactWrite

    from music.data.listening_rows import StateRow

KEPT = timedelta(days=90)
_LISTENER = "listener"
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
    """Import what the tables take ahead of the first request (SnapStart)."""
    import music.data.listening_rows
    import music.data.play_rows  # noqa: F401


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
    return _read(row)


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
    return [_read(row) for row in found], found.last_evaluated_key


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
    session.state, session.expires = asdict(after), _expiry()
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
                _count(writes, after, counts)
    except TransactWriteError as error:
        why = reasons(error)
        if _RACES.isdisjoint(why):
            raise
        if not _RACES.isdisjoint(why[:2]) or "TransactionConflict" in why:
            raise RaceError from None
        # Puts stand before updates: the day's count is last.
        raise (_TooOftenError if why[-1] == "ConditionalCheckFailed" else _StoredError) from None


def _count(writes: "TransactWrite", session: Session, listener: Listener) -> None:
    """The play itself, and what the listener sees of it."""
    from music.data.listening_rows import DayRow, HistoryRow, ShelfRow
    from music.data.play_rows import PlayRow

    grant = session.grant
    at = moment(session.counted_at or 0)
    played_at = rfc3339(at)
    writes.save(
        PlayRow(
            grant.play_id,
            listener=listener.pseudonym,
            track_id=grant.track_id,
            artist_id=grant.artist_id,
            release_id=grant.release_id,
            country=grant.country,
            genres=list(grant.genres),
            duration_ms=grant.duration_ms,
            played_at=played_at,
        ),
        condition=PlayRow.play_id.does_not_exist(),
    )
    writes.save(
        HistoryRow(
            grant.person_id,
            f"history#{grant.play_id}",
            play_id=grant.play_id,
            track_id=grant.track_id,
            played_at=played_at,
        )
    )
    writes.save(
        ShelfRow(
            grant.person_id,
            f"recent#{grant.track_id}",
            shelf=f"{grant.person_id}#recent",
            at=played_at,
            item_id=grant.track_id,
            play_id=grant.play_id,
        )
    )
    writes.update(
        DayRow(grant.person_id, f"day#{at.date().isoformat()}#{grant.track_id}"),
        actions=[
            DayRow.plays.add(1),
            DayRow.expires.set(int((at + timedelta(days=2)).timestamp())),
        ],
        condition=DayRow.plays.does_not_exist() | (DayRow.plays < MOST_A_DAY),
    )


def rows(grant: Grant) -> "tuple[StateRow, StateRow]":
    """The session's and the listener's, in one request; new ones where there are none."""
    from music.data.listening_rows import StateRow

    facts = f"session#{grant.play_id}", _LISTENER
    keys = [(grant.person_id, fact) for fact in facts]
    found = {row.fact: row for row in StateRow.batch_get(keys, consistent_read=True)}
    session, listener = (found.get(fact) or StateRow(grant.person_id, fact) for fact in facts)
    return session, listener


def _session(row: "StateRow", grant: Grant) -> Session:
    return _read(row) if row.version is not None else Session(grant)


def _read(row: "StateRow") -> Session:
    said = dict(row.state)
    grant = said.pop("grant")
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

"""What is written when a session counts, in the transaction that makes it count."""

from datetime import timedelta
from typing import TYPE_CHECKING

from didit360.clock import rfc3339
from music.domain.listening import MOST_A_DAY, Listener, Session, moment

if TYPE_CHECKING:
    from pynamodb.transactions import TransactWrite


def prepare() -> None:
    """Import what the tables take ahead of the first request (SnapStart)."""
    import music.data.listening_rows
    import music.data.play_rows  # noqa: F401


def count(writes: "TransactWrite", session: Session, listener: Listener) -> None:
    """The play itself, and that day's count of them."""
    from music.data.listening_rows import DayRow
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
    writes.update(
        DayRow(grant.person_id, f"day#{at.date().isoformat()}#{grant.track_id}"),
        actions=[
            DayRow.plays.add(1),
            DayRow.expires.set(int((at + timedelta(days=2)).timestamp())),
        ],
        condition=DayRow.plays.does_not_exist() | (DayRow.plays < MOST_A_DAY),
    )


def show(writes: "TransactWrite", session: Session) -> None:
    """What the listener sees of a play."""
    from music.data.listening_rows import HistoryRow, ShelfRow

    grant = session.grant
    played_at = rfc3339(moment(session.counted_at or 0))
    writes.save(
        HistoryRow(
            grant.person_id,
            f"history#{played_at}#{grant.play_id}",
            shelf=f"{grant.person_id}#{grant.track_id}",
            at=played_at,
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

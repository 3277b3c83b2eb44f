"""What plays add up to: charts, and how often tracks were heard. Counted as plays come in.

One transaction adds a play to all its counters and keeps that it was counted, so that a play that
the stream tells twice is counted once. A chart's best are read from an index in order of score;
nothing ever goes through all that was heard. One chart takes as many plays a second as one key of
an index does, about a thousand: the global one is where that ends first.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from didit360.races import RaceError, settled
from didit360.transactions import reasons, transaction
from music.domain.charts import MOST_GENRES, Entry, Kind, Window, scopes

if TYPE_CHECKING:
    from pynamodb.transactions import TransactWrite

COUNTED_DAYS = 8
"""A stream keeps what it tells for one day; a dead-letter queue for longer."""
BUCKET_DAYS = 40


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.count_rows  # noqa: F401


def count(play: dict[str, Any]) -> bool:
    """Count a row of the plays' table; False if it was counted before. Safe to repeat.

    BusyError when others keep counting the same tracks: the stream tells the play again.
    """
    return settled(play["track_id"], lambda: _counted(play))


def _counted(play: dict[str, Any]) -> bool:
    """RaceError when somebody else was writing one of the counters."""
    from pynamodb.exceptions import TransactWriteError

    from music.data.count_rows import CountRow

    at = datetime.fromisoformat(play["played_at"])
    mark = CountRow(f"play#{play['play_id']}", "counted")
    mark.expires = int((at + timedelta(days=COUNTED_DAYS)).timestamp())
    try:
        with transaction() as writes:
            writes.save(mark, condition=CountRow.chart.does_not_exist())
            _add(writes, play, at)
    except TransactWriteError as error:
        why = reasons(error)
        # Puts stand before updates: the mark is first.
        if "ConditionalCheckFailed" in why[:1]:
            return False
        if "TransactionConflict" in why:
            raise RaceError from None
        raise
    return True


def best(chart: str, limit: int) -> list[Entry]:
    """A chart's entries, the highest score first."""
    from music.data.count_rows import CountRow

    rows = CountRow.by_score.query(chart, scan_index_forward=False, limit=limit, page_size=limit)
    return [Entry(row.entry, float(row.score or 0), int(row.plays or 0)) for row in rows]


def _add(writes: "TransactWrite", play: dict[str, Any], at: datetime) -> None:
    from music.data.count_rows import CountRow

    track_id, one = play["track_id"], CountRow.plays.add(1)
    for kind in Kind:
        window = Window.of(kind, at)
        weight, expires = window.weight(at), int(window.expires_at.timestamp())
        for country, genre in scopes(play.get("country"), play["genres"][:MOST_GENRES]):
            writes.update(
                CountRow(window.chart(country, genre), track_id),
                actions=[CountRow.score.add(weight), one, CountRow.expires.set(expires)],
            )
    day = at.date().isoformat()
    expires = int((at + timedelta(days=BUCKET_DAYS)).timestamp())
    writes.update(
        CountRow(f"artist#{play['artist_id']}", f"{day}#{track_id}"),
        actions=[one, CountRow.expires.set(expires)],
    )
    writes.update(CountRow(f"track#{track_id}", "all"), actions=[one])

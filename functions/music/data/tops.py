"""How often tracks were heard: an artist's best of the last 28 days, and all plays of one."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from didit360.clock import now
from music.domain.charts import TOP_DAYS

MOST_COUNTS = TOP_DAYS * 100
"""Read for an artist's page: a hundred tracks that are heard on every day."""


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.count_rows  # noqa: F401


def top_tracks(artist_id: str, limit: int) -> list[tuple[str, int]]:
    """The artist's tracks with their plays of the last 28 UTC days, today's among them.

    The most heard first. One query over at most MOST_COUNTS rows, of one track and day each: of an
    artist who has more, as many whole days as they hold, the last ones (never less than a part of
    today's).
    """
    from music.data.count_rows import CountRow

    today = now().date()
    first = (today - timedelta(days=TOP_DAYS - 1)).isoformat()
    last = (today + timedelta(days=1)).isoformat()
    plays: Counter[str] = Counter()
    counts = list(
        CountRow.query(
            f"artist#{artist_id}",
            CountRow.entry.between(first, last),
            scan_index_forward=False,
            limit=MOST_COUNTS,
        )
    )
    if len(counts) == MOST_COUNTS:
        cut_short = _day(counts[-1].entry)
        counts = [row for row in counts if _day(row.entry) != cut_short] or counts
    for row in counts:
        plays[row.entry.partition("#")[2]] += int(row.plays or 0)
    return sorted(plays.items(), key=lambda item: (-item[1], item[0]))[:limit]


def erase(artist_id: str) -> None:
    """Nobody asks any more how often this artist is heard. Safe to repeat."""
    from music.data.count_rows import CountRow

    with CountRow.batch_write() as writes:
        for row in CountRow.query(f"artist#{artist_id}", consistent_read=True):
            writes.delete(row)


def play_count(track_id: str) -> int:
    """All plays of a track that ever counted."""
    return play_counts([track_id])[track_id]


def play_counts(track_ids: Iterable[str]) -> dict[str, int]:
    from music.data.count_rows import CountRow

    counts = dict.fromkeys(track_ids, 0)
    for row in CountRow.batch_get([(f"track#{track_id}", "all") for track_id in counts]):
        counts[row.chart.removeprefix("track#")] = int(row.plays or 0)
    return counts


def _day(entry: str) -> str:
    return entry.partition("#")[0]

"""What the seed's fans heard in the last four weeks, as the plays' table keeps it.

Hits are heard far more often than the rest (Zipf), and more now than four weeks ago, so that charts
of days and weeks, trends and popularity all have something to show. Counting is done by the
functions that count everybody's plays.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from didit360.clock import rfc3339
from infra.local.seed import words
from infra.local.seed.names import Names
from infra.local.seed.plan import Plan, play_id
from infra.local.seed.stores import as_product

if TYPE_CHECKING:
    from infra.local.seed.plant import Tell
    from infra.local.stack import LocalStack

DAYS = 28


def listen(house: "LocalStack", plan: Plan, plays: int, tell: "Tell") -> None:
    """Safe to repeat: a play that is there stays as it is."""
    with as_product(house, "music"):
        _listen(plan, plays, tell)


def _listen(plan: Plan, plays: int, tell: "Tell") -> None:
    from pynamodb.exceptions import PutError

    from music.data.play_rows import PlayRow

    names, now = Names(364), datetime.now(UTC)
    chance, songs = names.random, plan.songs
    releases = {song.id: record.id for record in plan.records for song in record.songs}
    hits = chance.sample(songs, len(songs))
    for number in range(plays):
        song = names.zipf(hits)
        ago = timedelta(days=DAYS) * chance.random() ** 2
        row = PlayRow(
            play_id(number),
            listener=f"lsn_seed_{chance.randrange(len(plan.fans))}",
            track_id=song.id,
            artist_id=song.artist.id,
            release_id=releases[song.id],
            country=names.zipf(words.COUNTRIES),
            genres=list(song.genres),
            duration_ms=30_000,
            played_at=rfc3339(now - ago),
        )
        try:
            row.save(condition=PlayRow.play_id.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
        tell("plays", number + 1, plays)

"""What the API shows of charts, and the parameters that choose one."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from didit360 import countries
from didit360.http import Model
from didit360.identity import Caller
from music.api import detail_fields
from music.api.track_refs import TrackRef, refs
from music.domain.charts import Entry

MOST = 100
SPARE = 50
"""Read beyond the last place that is shown, for those that are hidden by now."""

Country = Annotated[
    countries.Country | None, Query(description="ISO 3166-1; of everywhere if left out")
]
Genre = Annotated[detail_fields.Genre | None, Query(description="of all if left out")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


class Place(Model):
    rank: int
    previous_rank: int | None = Field(description="in the window before; null if not among its 100")
    change: int | None = Field(description="places gained (above 0) or lost; null for a newcomer")
    plays: int = Field(description="in this window")
    track: TrackRef


class TrendingPlace(Place):
    previous_rank: int | None = Field(
        description="as yesterday (UTC) ended; null if not among its 100"
    )
    change: int | None = Field(
        description="places gained (above 0) or lost since yesterday (UTC) ended; null for a "
        "newcomer"
    )
    plays: int = Field(
        description="of today and yesterday (UTC), one each: the rank goes by what each is worth "
        "by now"
    )


P = TypeVar("P", bound=Place)


def places(
    form: type[P], entries: Sequence[Entry], before: Sequence[Entry], me: Caller, limit: int
) -> list[P]:
    """The best, without those that the caller may not see, and where each stood before."""
    tracks = refs({entry.track_id for entry in (*entries, *before)}, me)
    shown = [entry for entry in entries if entry.track_id in tracks][:limit]
    stood = [entry.track_id for entry in before if entry.track_id in tracks][:MOST]
    ranks = {track_id: rank for rank, track_id in enumerate(stood, 1)}
    return [
        form(
            rank=rank,
            previous_rank=ranks.get(entry.track_id),
            change=ranks[entry.track_id] - rank if entry.track_id in ranks else None,
            plays=entry.plays,
            track=tracks[entry.track_id],
        )
        for rank, entry in enumerate(shown, 1)
    ]

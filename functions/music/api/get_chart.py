"""The tracks that were heard most in a day or a week, everywhere, in a country or of a genre."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360.clock import now, rfc3339
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import Day
from didit360.problems import Unprocessable
from music.api.chart_views import MOST, SPARE, Country, Genre, Limit, Place, places
from music.data import catalogue, charts
from music.domain.charts import Kind, Window

app = api()

FIRST_DAY = date(2026, 1, 1)
_OF = (
    f"any day in the window, from {FIRST_DAY} to today (UTC), else 422 `no-such-chart`; "
    "today if left out"
)


class Chart(Model):
    """`window` is a UTC day (2026-11-22) or an ISO week (2026-W47); the running one changes."""

    window: str
    starts_at: str
    ends_at: str
    country: str | None
    genre: str | None
    items: list[Place]
    next: None = None


@app.get("/charts", summary="What was heard most")
def get_chart(
    window: Literal["day", "week"] = "day",
    country: Country = None,
    genre: Genre = None,
    of: Annotated[Day | None, Query(description=_OF)] = None,
    limit: Limit = 50,
) -> Chart:
    me = caller(app)
    today = now().date()
    day = of or today
    if not FIRST_DAY <= day <= today:
        detail = f"There are charts from {FIRST_DAY} to {today}."
        raise Unprocessable(detail, code="no-such-chart")
    span = Window.of(Kind(window), datetime(day.year, day.month, day.day, tzinfo=UTC))
    best, before = (
        charts.best(one.chart(country, genre), MOST + SPARE) for one in (span, span.before)
    )
    return Chart(
        window=span.name,
        starts_at=rfc3339(span.start),
        ends_at=rfc3339(span.end),
        country=country,
        genre=genre,
        items=places(Place, best, before, me, limit),
    )


before_snapshot(catalogue.prepare)
before_snapshot(charts.prepare)
handler = app.handler

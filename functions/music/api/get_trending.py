"""What is being heard just now: plays of the last hours, each worth half every six hours."""

from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.chart_views import MOST, SPARE, Country, Genre, Limit, TrendingPlace, places
from music.data import catalogue, charts
from music.domain.charts import Kind, Window, trending

app = api()


class Trending(Model):
    country: str | None
    genre: str | None
    items: list[TrendingPlace]
    next: None = None


@app.get("/trending", summary="What is being heard just now")
def get_trending(country: Country = None, genre: Genre = None, limit: Limit = 50) -> Trending:
    me, moment = caller(app), now()
    today = Window.of(Kind.TRENDING, moment)
    found = {
        one: charts.best(one.chart(country, genre), MOST + SPARE) for one in (today, today.before)
    }
    best = trending(moment, found, limit=MOST + SPARE)
    return Trending(
        country=country,
        genre=genre,
        items=places(TrendingPlace, best, found[today.before], me, limit),
    )


before_snapshot(catalogue.prepare)
before_snapshot(charts.prepare)
handler = app.handler

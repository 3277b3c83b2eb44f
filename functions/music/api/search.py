"""Find artists, releases, tracks, videos, playlists and people by words of theirs."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from didit360 import cursors, database, limits
from didit360.countries import Country
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from music.api.detail_fields import Genre, Language
from music.api.search_fields import KindName, Text, ThingView, thing, visible
from music.data import search as search_
from music.domain.search import Filters

app = api()


class HitView(ThingView):
    genres: list[str]
    language: str | None
    country: str | None
    explicit: bool
    year: int | None = Field(description="of a release; of a track, of its first")


class Hits(Model):
    items: list[HitView] = Field(description="the best first; a page may be short, or empty")
    next: str | None = Field(description="null after the 200 best at the latest")
    corrected: str | None = Field(
        description="what was looked for, where that is not what was typed; without accents"
    )


@app.get("/search", summary="Search everything")
def search(
    q: Text,
    kind: Annotated[KindName | None, Query(description="only these")] = None,
    genre: Annotated[Genre | None, Query(description="of the list")] = None,
    year_from: Annotated[int | None, Query(ge=1, le=9999)] = None,
    year_to: Annotated[int | None, Query(ge=1, le=9999)] = None,
    explicit: Annotated[bool | None, Query(description="false: nothing explicit")] = None,
    language: Annotated[Language | None, Query(description="ISO 639, of the words")] = None,
    country: Annotated[Country | None, Query(description="ISO 3166-1, of people")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=cursors.MAX_CHARACTERS)] = None,
) -> Hits:
    me = caller(app)
    limits.spend("search", app)
    filters = Filters(
        kinds=(kind,) if kind else None,
        genre=genre,
        year_from=year_from,
        year_to=year_to,
        explicit=explicit,
        language=language,
        country=country,
    )
    if year_from is not None and year_to is not None and year_from > year_to:
        raise Unprocessable("year_from is after year_to.", code="years-reversed")
    scope = f"search/{me.id}/{filters}/{q}"
    found = search_.find(q, filters, limit=limit, after=cursors.read(cursor, scope=scope))
    return Hits(
        items=[
            HitView(
                **thing(hit),
                genres=list(hit.genres),
                language=hit.language,
                country=hit.country,
                explicit=hit.explicit,
                year=hit.year,
            )
            for hit in visible(found.hits, me)
        ],
        next=cursors.sign(found.rest, scope=scope),
        corrected=found.corrected,
    )


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler

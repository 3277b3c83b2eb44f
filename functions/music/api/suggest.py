"""Suggest what somebody who is still typing may mean."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.search_fields import Text, ThingView, thing, visible
from music.data import search_suggest

app = api()


class Suggestions(Model):
    items: list[ThingView]


@app.get("/suggest", summary="Suggestions while typing")
def suggest(q: Text, limit: Annotated[int, Query(ge=1, le=20)] = 8) -> Suggestions:
    me = caller(app)
    limits.spend("search", app)
    found = visible(search_suggest.suggest(q, limit=limit), me)
    return Suggestions(items=[ThingView(**thing(one)) for one in found])


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler

"""Change what the artist says of a track."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import Field

from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.text import Line
from music.api.credits import must_be_here
from music.api.detail_fields import DetailsChange
from music.api.guards import owned
from music.api.views import TrackView, view
from music.data import catalogue
from music.domain.track import Track

app = api()


class TrackChange(Model):
    """What is not there stays as it is."""

    title: Line | None = Field(None, description="null: as if it were left out")
    details: DetailsChange | None = Field(None, description="null: as if they were left out")


@app.patch("/tracks/<track_id>", summary="Change what is said of a track")
def update_track(
    track_id: str,
    body: TrackChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[TrackView]:
    artist = caller(app)
    owned(track_id, artist)
    must_be_here(body.details, artist)
    facts = body.details.facts() if body.details else {}

    def describe(track: Track) -> Track:
        must_match(if_match, track.revision)
        return track.described(body.title, facts, now())

    track = catalogue.change(track_id, describe)
    return with_etag(view(track, to_owner=True), track.revision)


before_snapshot(catalogue.prepare)
handler = app.handler

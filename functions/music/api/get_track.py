"""Show a track: its artist sees everything, everybody else only what can be heard."""

from aws_lambda_powertools.event_handler import Response

from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.guards import visible
from music.api.views import TrackView, view
from music.data import catalogue

app = api()


@app.get("/tracks/<track_id>", summary="A track: its state, facts and renditions")
def get_track(track_id: str) -> Response[TrackView]:
    me = caller(app)
    track = visible(track_id, me)
    return with_etag(view(track, to_owner=track.artist_id == me.id), track.revision)


before_snapshot(catalogue.prepare)
handler = app.handler

"""Show a track: its artist sees everything, everybody else only what can be heard."""

from aws_lambda_powertools.event_handler import Response

from didit360 import people
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
    mine = track.artist_id == me.id
    credited = {one.person_id for one in track.details.contributors if one.person_id}
    hidden = set[str]() if mine else people.blocked_by(me.id, credited)
    return with_etag(view(track, to_owner=mine, hidden=hidden), track.revision)


before_snapshot(catalogue.prepare)
handler = app.handler

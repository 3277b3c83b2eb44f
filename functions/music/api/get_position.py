"""Say where the caller's devices left a track."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from didit360.problems import NotFound
from music.api.history_views import ItemPosition, position
from music.data import positions

app = api()


@app.get("/me/resume/<track_id>", summary="Where I left a track")
def get_position(track_id: str) -> ItemPosition:
    me = caller(app)
    found = positions.left(me.id, track_id) if is_id(track_id, "trk") else []
    if not found:
        raise NotFound("You have not begun it.", code="not-begun")
    return position(track_id, found)


before_snapshot(positions.prepare)
handler = app.handler

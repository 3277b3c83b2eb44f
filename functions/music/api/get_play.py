"""Show a listener one of their playback sessions: whether it counted, and if not, why.

404, too, when it was more than 90 days ago, or they took it out of their history.
"""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from music.api.play_views import PlayView, view
from music.data import sessions

app = api()


@app.get("/plays/<play_id>", summary="One of my playback sessions")
def get_play(play_id: str) -> PlayView:
    me = caller(app)
    if not is_id(play_id, "ply"):
        raise sessions.SessionNotFoundError
    return view(sessions.get(me.id, play_id))


before_snapshot(sessions.prepare)
handler = app.handler

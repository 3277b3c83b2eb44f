"""Say where the caller's devices left an item."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.problems import NotFound
from music.api.history_views import ItemPosition, position
from music.data import history

app = api()


@app.get("/me/resume/<item_id>", summary="Where I left a track")
def get_position(item_id: str) -> ItemPosition:
    found = history.left(caller(app).id, item_id)
    if not found:
        raise NotFound("You have not begun it.", code="not-begun")
    return position(item_id, found)


before_snapshot(history.prepare)
handler = app.handler

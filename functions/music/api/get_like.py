"""Whether the caller likes a track or a release, and how many do."""

from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from music.api.library_views import must_be_seen
from music.data import catalogue, likes, releases
from music.data.likes import Kind

app = api()


class Like(Model):
    item_id: str
    liked: bool
    since: str | None
    count: int


@app.get("/me/likes/<item_id>", summary="Whether I like it, and how many do")
def get_like(item_id: str) -> Like:
    me = caller(app)
    must_be_seen(item_id, me, "trk", "rel")
    mine = likes.get(me.id, Kind.LIKE, item_id)
    return Like(
        item_id=item_id,
        liked=mine is not None,
        since=mine.since if mine else None,
        count=likes.counts([item_id])[item_id],
    )


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler

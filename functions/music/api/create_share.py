"""Make a link that shows a playlist to whoever has it, and lets them change nothing."""

from http import HTTPStatus

from pydantic import Field

from didit360 import database, limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict
from music.api.collaborator_views import ShareView, share_view
from music.api.playlist_guards import owned
from music.data import playlist_people

# What it answers is a secret: it is not kept for replay, and another link does no harm.
app = api(safe=True)


class Share(Model):
    share: ShareView
    token: str = Field(description="of GET /shared/{token}; shown now and never again")


@app.post(
    "/playlists/<playlist_id>/shares",
    summary="Make a share link",
    status_code=HTTPStatus.CREATED,
)
def create_share(playlist_id: str) -> Share:
    me = caller(app)
    limits.spend("writes", app)
    if not owned(playlist_id, me).linked:
        raise Conflict("A private playlist has no share links: unlist it first.", code="private")
    link, token = playlist_people.share(playlist_id)
    return Share(share=share_view(link), token=token)


before_snapshot(database.prepare)
before_snapshot(limits.prepare)
handler = app.handler

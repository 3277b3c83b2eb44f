"""Take a release back, or cancel what is scheduled: its artist alone sees it again."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.release_guards import changed, owned
from music.api.release_views import ReleaseView, view
from music.data import catalogue, likes, releases
from music.domain.release import Release

app = api()


@app.post("/releases/<release_id>/unpublish", summary="Unpublish, or cancel the schedule")
def unpublish_release(
    release_id: str,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[ReleaseView]:
    me = caller(app)
    owned(release_id, me)

    def withdraw(release: Release) -> Release:
        must_match(if_match, release.revision)
        return release.withdrawn(now())

    release = changed(release_id, withdraw)
    return with_etag(view(release, me), release.revision)


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler

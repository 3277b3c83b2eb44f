"""Change what the artist says of a release; of a published one, everybody sees it at once."""

from dataclasses import replace
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from music.api.release_fields import ReleaseChange, facts_of
from music.api.release_guards import changed, owned
from music.api.release_views import ReleaseView, view
from music.data import catalogue, likes, releases
from music.domain.release import Release

app = api()


@app.patch("/releases/<release_id>", summary="Change a release's facts")
def update_release(
    release_id: str,
    body: ReleaseChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[ReleaseView]:
    me = caller(app)
    owned(release_id, me)
    said = facts_of(body.said())

    def change(release: Release) -> Release:
        must_match(if_match, release.revision)
        return release.changed(replace(release.facts, **said), now())

    release = changed(release_id, change)
    return with_etag(view(release, me), release.revision)


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler

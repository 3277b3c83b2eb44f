"""Begin a release: a draft that its artist alone sees."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import ids, limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Conflict
from music.api.release_fields import NewRelease, facts_of
from music.api.release_views import ReleaseView, view
from music.data import catalogue, likes, releases
from music.domain.release import MAX_DRAFTS, Facts, Release

app = api()


@app.post("/releases", summary="Begin a release", status_code=HTTPStatus.CREATED)
def create_release(body: NewRelease) -> Response[ReleaseView]:
    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("writes", app)
    moment = now()
    draft = Release(
        id=ids.new("rel"),
        artist_id=artist.id,
        facts=Facts(**facts_of(dict(body))),
        created_at=moment,
        updated_at=moment,
    )
    try:
        release = releases.add(draft)
    except catalogue.TooManyDraftsError:
        raise Conflict(
            f"You have {MAX_DRAFTS} releases that were never published: publish or delete one.",
            code="too-many-drafts",
        ) from None
    answer = with_etag(view(release, artist), release.revision)
    answer.status_code = HTTPStatus.CREATED
    return answer


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler

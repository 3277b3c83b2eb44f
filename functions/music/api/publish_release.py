"""Publish a release, now or at a moment to come; again with another moment, it is rescheduled."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import Field

from didit360 import limits
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.inputs import Moment
from didit360.problems import Conflict, Unprocessable
from music.api.release_guards import changed, owned
from music.api.release_views import ReleaseView, blockers, view
from music.data import catalogue, likes, releases
from music.domain.readiness import blockers as missing_of
from music.domain.release import Release

app = api()

FARTHEST = timedelta(days=366)


class Publication(Model):
    when: Literal["now", "release_date"] | Moment = Field(
        "now",
        description="`now`; `release_date`, where its day begins in its time zone (at once if that "
        "is past); or a moment within a year, RFC 3339 with an offset, to the second",
    )


@app.post("/releases/<release_id>/publish", summary="Publish a release, now or later")
def publish_release(
    release_id: str,
    body: Publication,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[ReleaseView]:
    me = caller(app)
    limits.spend("writes", app)
    owned(release_id, me)

    def publish(release: Release) -> Release:
        must_match(if_match, release.revision)
        if release.public:
            return release
        moment = now()
        at = _moment(body.when, release, moment)
        tracks = catalogue.many(entry.track_id for entry in release.entries)
        missing = missing_of(release, tracks)
        if missing:
            raise Conflict(
                "The release is not ready to be published.",
                code="not-publishable",
                missing=[one.model_dump() for one in blockers(missing)],
            )
        if at is None or at <= moment:
            return release.published(moment)
        return release.planned(at, moment, by_date=body.when == "release_date")

    release = changed(release_id, publish)
    return with_etag(view(release, me), release.revision)


def _moment(when: str | datetime, release: Release, moment: datetime) -> datetime | None:
    """When the release goes out, in UTC; None is now. Unprocessable (422)."""
    if when == "now":
        return None
    if isinstance(when, datetime):
        at = when
        if at <= moment - timedelta(minutes=5):
            raise Unprocessable("That moment is past: publish it `now`.", code="past")
    else:
        begins = release.facts.begins
        if begins is None:
            raise Unprocessable("The release has no release date.", code="no-release-date")
        at = begins.astimezone(UTC)
    if at > moment + FARTHEST:
        raise Unprocessable("Nothing is planned for more than a year ahead.", code="too-far")
    # A schedule knows whole seconds; nothing goes out before its moment.
    return at if at.microsecond == 0 else at.replace(microsecond=0) + timedelta(seconds=1)


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler

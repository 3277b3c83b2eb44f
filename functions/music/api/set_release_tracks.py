"""Say which tracks a release has, in which order and on which discs: the whole list at once."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header

from didit360 import limits, people
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import Caller, caller
from didit360.problems import Conflict, Unprocessable
from music.api.release_fields import Place, Places
from music.api.release_guards import changed, owned
from music.api.release_views import ReleaseView, blockers, view
from music.data import catalogue, likes, releases
from music.domain.readiness import entry_blockers
from music.domain.release import Entry, Release

app = api()


class Tracks(Model):
    tracks: Places


@app.put("/releases/<release_id>/tracks", summary="Set a release's tracks and their order")
def set_release_tracks(
    release_id: str,
    body: Tracks,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[ReleaseView]:
    me = caller(app)
    limits.spend("writes", app)
    owned(release_id, me)
    entries = _entries(body.tracks, me)
    tracks = catalogue.many(entry.track_id for entry in entries)

    def change(release: Release) -> Release:
        must_match(if_match, release.revision)
        missing = entry_blockers(release, entries, tracks) if release.public else ()
        if release.public and not entries:
            raise Conflict("A published release has tracks.", code="no-tracks")
        if missing:
            raise Conflict(
                "A published release takes only tracks that can be heard.",
                code="not-publishable",
                missing=[one.model_dump() for one in blockers(missing)],
            )
        return release.with_entries(entries, now())

    release = changed(release_id, change)
    return with_etag(view(release, me), release.revision)


def _entries(places: list[Place], me: Caller) -> tuple[Entry, ...]:
    """Unprocessable (422) for twice the same track, discs out of order, tracks not to be used."""
    wanted = [place.track_id for place in places]
    twice = sorted({id_ for id_ in wanted if wanted.count(id_) > 1})
    if twice:
        raise Unprocessable("A track is there twice.", code="track-twice", tracks=twice)
    discs = [place.disc for place in places]
    if discs != sorted(discs):
        raise Unprocessable("Discs come one after the other.", code="discs-out-of-order")
    found = catalogue.many(wanted)
    others = {track.artist_id for track in found.values()} - {me.id}
    blocking = people.blocked_by(me.id, others)
    usable = {
        id_: track
        for id_, track in found.items()
        if track.artist_id == me.id or (track.public and track.artist_id not in blocking)
    }
    unknown = [id_ for id_ in wanted if id_ not in usable]
    if unknown:
        detail = "Some tracks are neither yours nor published."
        raise Unprocessable(detail, code="no-such-tracks", tracks=unknown)
    return tuple(
        Entry(place.track_id, usable[place.track_id].artist_id, place.disc) for place in places
    )


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
before_snapshot(likes.prepare)
handler = app.handler

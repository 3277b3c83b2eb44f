"""Play a minted edition: the address that its metadata names for ever, open to everybody.

It sends a player on to where the stream is now, with cookies that open it for some hours. A file
that its artist sends later is played in place of the first; what is withdrawn is not played.
"""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from didit360 import limits, playback
from didit360.http import api, before_snapshot
from nfts.api.edition_guards import heard
from nfts.data import editions, works

app = api()


@app.get(
    "/editions/<edition_id>/stream",
    summary="Play a minted edition",
    status_code=HTTPStatus.FOUND,
    responses={
        302: {
            "description": "Where the HLS playlist is now; its cookies open what is in its folder.",
            "headers": {
                "Location": {
                    "description": "The playlist, without lossless renditions.",
                    "schema": {"type": "string", "format": "uri"},
                },
                "Set-Cookie": {
                    "description": "CloudFront's signed cookies, one a header.",
                    "schema": {"type": "string"},
                },
            },
        }
    },
)
def play_edition(
    edition_id: str,
    track_id: Annotated[
        str | None, Query(max_length=40, description="of a release, instead of its first track")
    ] = None,
) -> Response[None]:
    limits.spend("plays", app)
    folder, _, playlist = heard(edition_id, track_id).rpartition("/")
    grant = playback.grant(f"{folder}/")
    return Response(
        status_code=HTTPStatus.FOUND,
        headers={
            "Location": f"{grant.base_url}{grant.path}{playlist}",
            "Set-Cookie": grant.set_cookie_headers(),
            "Cache-Control": "private, no-store",
        },
    )


before_snapshot(editions.prepare)
before_snapshot(works.prepare)
before_snapshot(playback.prepare)
before_snapshot(limits.prepare)
handler = app.handler

"""Pictures: leave to send one, and what the platform makes of it.

A presigned POST fixes key, exact size and type; the file goes to a bucket that it stays in for a
day at most. The media product looks at it by its content, draws it anew in the sizes that phones
need, and says `image_ready` or `image_failed`. Whoever asked keeps what `kept` takes of the event
beside their own thing, shows it by `shown`, and lets it go by `release` once it is replaced,
refused or deleted. Pictures are public and never change: another picture is another id.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from didit360 import events, ids
from didit360.clients import client
from didit360.clock import now, rfc3339
from didit360.http import Model
from didit360.inputs import NUMBER
from didit360.settings import setting
from didit360.upload_forms import PostGrant

Purpose = Literal["avatar", "release", "playlist", "track"]
Kept = dict[str, Any]
"""What a product keeps of a picture, as JSON: the fields that `kept` takes of image_ready."""

MAX_PICTURE_BYTES = 20 * 1024**2
GRANT_SECONDS = 3600
_KEPT = (
    *("image_id", "owner_id", "subject_id", "path", "sizes"),
    *("width", "height", "dominant_colour", "blurhash"),
)


class NewPicture(Model):
    """The picture that a client is about to send."""

    size: Annotated[int, Field(ge=1, le=MAX_PICTURE_BYTES, description="bytes"), NUMBER]
    content_type: Literal["image/jpeg", "image/png", "image/webp"]


class PictureSize(Model):
    """One size of a picture, twice: paths on the platform's host, public, for ever the same."""

    width: int
    height: int
    webp: str
    jpeg: str


class PictureView(Model):
    """A picture to show: the smallest size first."""

    id: str
    sizes: list[PictureSize]
    dominant_colour: str = Field(description="#rrggbb")
    blurhash: str = Field(description="to show until the picture is there (blurha.sh)")


def grant(purpose: Purpose, owner_id: str, subject_id: str, file: NewPicture) -> PostGrant:
    """Let `owner_id` send one picture of `subject_id` (a person, a release, a playlist, a track).

    The caller has checked that it is theirs. The picture's id is `twin(upload_id, "img")`.
    """
    upload_id = ids.new("upl")
    presigned = client("s3").generate_presigned_post(
        Bucket=setting("PICTURES_BUCKET"),
        Key=f"{purpose}/{owner_id}/{subject_id}/{upload_id}",
        Fields={"Content-Type": file.content_type},
        Conditions=[
            {"Content-Type": file.content_type},
            ["content-length-range", file.size, file.size],
        ],
        ExpiresIn=GRANT_SECONDS,
    )
    return PostGrant(
        upload_id=upload_id,
        url=presigned["url"],
        fields=presigned["fields"],
        expires_at=rfc3339(now() + timedelta(seconds=GRANT_SECONDS)),
    )


def kept(ready: Mapping[str, Any]) -> Kept:
    """What to keep of image_ready's detail."""
    return {name: ready[name] for name in _KEPT}


def later(ready: Mapping[str, Any], known: Kept | None) -> bool:
    """Whether image_ready speaks of a later picture than the one that is kept.

    Ids sort by when leave was given to send the picture: the latest wins, whatever comes last.
    """
    return known is None or str(ready["image_id"]) > str(known["image_id"])


def shown(picture: Kept | None) -> PictureView | None:
    """A kept picture as the API shows it."""
    if picture is None:
        return None
    return PictureView(
        id=picture["image_id"],
        sizes=[
            PictureSize(
                width=size["width"],
                height=size["height"],
                webp=f"/{picture['path']}{size['webp']}",
                jpeg=f"/{picture['path']}{size['jpeg']}",
            )
            for size in picture["sizes"]
        ],
        dominant_colour=picture["dominant_colour"],
        blurhash=picture["blurhash"],
    )


def release(picture: Mapping[str, Any]) -> None:
    """Let a picture go (a kept one, or image_ready's detail): media removes it. Safe to repeat."""
    events.publish(
        "image_released",
        {
            "image_id": picture["image_id"],
            "owner_id": picture["owner_id"],
            "subject_id": picture["subject_id"],
            "at": rfc3339(now()),
        },
    )

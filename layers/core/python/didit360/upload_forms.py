"""What an app and the API say to each other about sending a file."""

from typing import Annotated, Literal

from pydantic import Field

from didit360.http import Model
from didit360.inputs import NUMBER, YesNo

GIB = 1024**3

MAX_FILE_BYTES = 5 * GIB

Kind = Literal["audio", "video"]


class NewFile(Model):
    """The file that a client is about to send."""

    size: Annotated[int, Field(ge=1, le=MAX_FILE_BYTES, description="bytes"), NUMBER]
    content_type: Annotated[
        str,
        Field(
            max_length=100,
            pattern=r"^((audio|video)/[a-z0-9.+-]+|application/(ogg|octet-stream))$",
        ),
    ]
    normalise: Annotated[
        YesNo,
        Field(
            description="Make the sound itself as loud as players would turn it: -14 LUFS, or as "
            "near as a ceiling of -1 dBTP lets it. Otherwise it is left as it is."
        ),
    ] = False
    av1: Annotated[
        YesNo, Field(description="Make an AV1 rendition too, of a film in 1080p or more.")
    ] = False


class Part(Model):
    """Where to PUT one part: exactly `size` bytes of the file, from (number - 1) * part_size."""

    number: int
    size: int
    url: str


class PostGrant(Model):
    """Send `fields` and then the file, as multipart/form-data, to `url`."""

    method: Literal["post"] = "post"
    upload_id: str
    url: str
    fields: dict[str, str]
    expires_at: str


class MultipartGrant(Model):
    """PUT each part to its URL, keep the ETags, then complete. Ask for further parts' URLs."""

    method: Literal["multipart"] = "multipart"
    upload_id: str
    part_size: int
    part_count: int
    parts: list[Part]
    expires_at: str


UploadGrant = Annotated[PostGrant | MultipartGrant, Field(discriminator="method")]


class SentPart(Model):
    """A part that S3 has, as the client or S3 names it."""

    number: Annotated[int, Field(ge=1, le=10_000), NUMBER]
    etag: Annotated[str, Field(min_length=1, max_length=100)]


class UploadStatus(Model):
    """How far an upload has come; `parts` are the ones S3 already has (resume after them)."""

    upload_id: str
    state: str
    size: int
    part_size: int | None
    part_count: int | None
    parts: list[SentPart]

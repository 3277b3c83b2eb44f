"""The large upload's life against S3's multipart API (moto); policies are for the stack tests."""

from typing import Any

import boto3
import pytest
from pydantic import ValidationError

from didit360 import uploads
from didit360.problems import Conflict, NotFound, Unprocessable
from didit360.upload_forms import MultipartGrant, NewFile, SentPart

pytestmark = pytest.mark.usefixtures("aws")

MEDIA, OWNER = "med_01K9QZ4T7M5V3N8X2B6C1D0EFG", "owner"
MIB = 1024**2


@pytest.fixture(autouse=True)
def _small_files_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SINGLE_POST_BYTES", 1)
    monkeypatch.setattr(uploads, "PART_BYTES", 5 * MIB)


@pytest.fixture
def grant() -> MultipartGrant:
    given = uploads.grant(MEDIA, OWNER, "audio", NewFile(size=12 * MIB, content_type="audio/flac"))
    assert isinstance(given, MultipartGrant)
    return given


def send(grant: MultipartGrant, number: int, size: int | None = None) -> SentPart:
    multipart = boto3.client("s3").list_multipart_uploads(Bucket="originals")["Uploads"][0]
    body = bytes(size if size is not None else grant.parts[number - 1].size)
    sent = boto3.client("s3").upload_part(
        Bucket="originals",
        Key=multipart["Key"],
        UploadId=multipart["UploadId"],
        PartNumber=number,
        Body=body,
    )
    return SentPart(number=number, etag=sent["ETag"])


def test_parts_cover_the_file_exactly(grant: MultipartGrant) -> None:
    assert [part.size for part in grant.parts] == [5 * MIB, 5 * MIB, 2 * MIB]
    assert sum(part.size for part in grant.parts) == 12 * MIB


def test_what_has_arrived_can_be_asked_for_after_an_interruption(grant: MultipartGrant) -> None:
    sent = send(grant, 2)

    status = uploads.status(MEDIA, grant.upload_id, OWNER)

    assert [(part.number, part.etag) for part in status.parts] == [(2, sent.etag.strip('"'))]
    assert uploads.parts(MEDIA, grant.upload_id, OWNER, [1, 3])[1].size == 2 * MIB


def test_completing_joins_the_parts(grant: MultipartGrant) -> None:
    uploads.complete(MEDIA, grant.upload_id, OWNER, [send(grant, n) for n in (1, 2, 3)])

    [found] = boto3.client("s3").list_objects_v2(Bucket="originals")["Contents"]
    assert (found["Key"], found["Size"]) == (f"{OWNER}/{MEDIA}/{grant.upload_id}", 12 * MIB)


def test_completing_names_what_is_missing_or_wrong(grant: MultipartGrant) -> None:
    first, short = send(grant, 1), send(grant, 3, size=MIB)
    forged = SentPart(number=2, etag="0" * 32)

    with pytest.raises(Unprocessable) as refused:
        uploads.complete(MEDIA, grant.upload_id, OWNER, [first, forged, short])

    assert refused.value.extra == {"parts": [2, 3]}
    assert boto3.client("s3").list_objects_v2(Bucket="originals")["KeyCount"] == 0


def test_aborting_leaves_nothing(grant: MultipartGrant) -> None:
    send(grant, 1)

    uploads.abort(MEDIA, grant.upload_id, OWNER)

    assert "Uploads" not in boto3.client("s3").list_multipart_uploads(Bucket="originals")
    assert boto3.client("dynamodb").scan(TableName="media")["Count"] == 0
    with pytest.raises(NotFound):
        uploads.status(MEDIA, grant.upload_id, OWNER)


@pytest.mark.parametrize("act", [uploads.status, uploads.abort])
def test_another_persons_upload_does_not_exist(grant: MultipartGrant, act: Any) -> None:
    with pytest.raises(NotFound):
        act(MEDIA, grant.upload_id, "somebody else")


def test_only_parts_that_the_file_has_are_signed(grant: MultipartGrant) -> None:
    for number in (0, 4):
        with pytest.raises(Unprocessable):
            uploads.parts(MEDIA, grant.upload_id, OWNER, [number])


def test_an_upload_that_has_arrived_is_closed(grant: MultipartGrant) -> None:
    boto3.client("dynamodb").update_item(
        TableName="media",
        Key={"media_id": {"S": MEDIA}, "upload_id": {"S": grant.upload_id}},
        UpdateExpression="SET #s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "uploaded"}},
    )

    with pytest.raises(Conflict):
        uploads.parts(MEDIA, grant.upload_id, OWNER, [1])
    with pytest.raises(Conflict):
        uploads.abort(MEDIA, grant.upload_id, OWNER)


@pytest.mark.parametrize("said", [{"size": "10"}, {"size": True}, {"normalise": 1}, {"av1": "yes"}])
def test_a_number_is_a_number_and_yes_is_true(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewFile.model_validate({"size": 10, "content_type": "audio/flac"} | said)

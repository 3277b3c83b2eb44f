"""The artist gets their own file back: the one that is heard, and nobody else's."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import requests

from music.api import create_upload, get_original
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.music.tracks import draft, ready

pytestmark = pytest.mark.usefixtures("aws")


def original(created: dict[str, Any], by: Person | None = ARTIST) -> Reply:
    path = f"/tracks/{created['track']['id']}/original"
    return call(get_original.handler, "GET", path, by=by)


def arrive(created: dict[str, Any], body: bytes, upload_id: str | None = None, **row: str) -> str:
    """Put a file where the upload was granted, and keep what media would of it; its version."""
    media_id = created["track"]["id"].replace("trk", "med")
    upload_id = upload_id or created["upload"]["upload_id"]
    key = f"{ARTIST.id}/{media_id}/{upload_id}"
    version = boto3.client("s3").put_object(
        Bucket="originals", Key=key, Body=body, ContentType="audio/wav"
    )["VersionId"]
    known = {"state": "processing", "object_version": version} | row
    boto3.resource("dynamodb").Table("media").update_item(
        Key={"media_id": media_id, "upload_id": upload_id},
        AttributeUpdates={
            name: {"Value": version if value == "this" else value} for name, value in known.items()
        },
    )
    return version


def again(created: dict[str, Any]) -> str:
    """Another upload of the same track."""
    body = {"file": {"size": 10, "content_type": "audio/wav"}}
    path = f"/tracks/{created['track']['id']}/uploads"
    upload_id: str = call(create_upload.handler, "POST", path, body=body).body["upload"][
        "upload_id"
    ]
    return upload_id


def test_a_file_comes_back_as_it_was_sent_under_its_title() -> None:
    created = ready("Sea / Change")
    arrive(created, b"as it was", state="ready", published_version="this")

    reply = original(created)

    assert reply.status == 200
    assert (reply.body["file_name"], reply.body["size"]) == ("Sea _ Change.flac", 9)
    assert reply.headers["Cache-Control"] == ["private, no-store"]
    query = parse_qs(urlsplit(reply.body["url"]).query)
    assert query["response-content-disposition"][0].startswith('attachment; filename="Sea _ Ch')
    assert int(query["X-Amz-Expires" if "X-Amz-Expires" in query else "Expires"][0]) > 0
    assert requests.get(reply.body["url"], timeout=5).content == b"as it was"


def test_it_is_the_file_that_is_heard_while_a_newer_one_is_made() -> None:
    created = ready()
    arrive(created, b"heard", state="ready", published_version="this")
    arrive(created, b"sent under the same grant")
    arrive(created, b"newer", again(created))

    url = original(created).body["url"]

    assert requests.get(url, timeout=5).content == b"heard"


def test_before_anything_is_heard_it_is_the_newest_that_is_still_there() -> None:
    created = draft()
    assert (original(created).status, original(created).problem()) == (404, "no-original")
    arrive(created, b"first")
    second = again(created)
    version = arrive(created, b"second", second)
    assert requests.get(original(created).body["url"], timeout=5).content == b"second"
    assert original(created).body["file_name"] == "Sea Change.wav", "as its sender said"

    media_id = created["track"]["id"].replace("trk", "med")
    key = f"{ARTIST.id}/{media_id}/{second}"
    boto3.client("s3").delete_object(Bucket="originals", Key=key, VersionId=version)
    assert requests.get(original(created).body["url"], timeout=5).content == b"first"


@pytest.mark.parametrize(("by", "status"), [(FAN, 403), (OTHER_ARTIST, 404), (None, 401)])
def test_an_original_is_its_artists_own(by: Person | None, status: int) -> None:
    created = ready()
    arrive(created, b"mine", state="ready", published_version="this")

    assert original(created, by).status == status

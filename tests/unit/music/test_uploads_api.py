from typing import Any

import boto3
import pytest

from music.api import abort_upload, complete_upload, create_upload, get_upload, sign_parts
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.music.tracks import draft, ready

pytestmark = pytest.mark.usefixtures("aws")

LARGE = 100 * 1024**2


@pytest.fixture
def path() -> str:
    created = draft(size=LARGE)
    return f"/tracks/{created['track']['id']}/uploads/{created['upload']['upload_id']}"


def test_a_track_takes_another_file_under_another_key() -> None:
    created = ready()
    body = {"file": {"size": 10, "content_type": "audio/flac"}}

    reply = call(
        create_upload.handler, "POST", f"/tracks/{created['track']['id']}/uploads", body=body
    )

    assert reply.status == 201
    assert reply.body["upload"]["fields"]["key"] != created["upload"]["fields"]["key"]


def test_only_a_few_uploads_of_a_track_are_open_at_once() -> None:
    track_id = ready()["track"]["id"]
    path, body = (
        f"/tracks/{track_id}/uploads",
        {"file": {"size": LARGE, "content_type": "audio/wav"}},
    )
    given = [call(create_upload.handler, "POST", path, body=body) for _ in range(5)]

    # The one that the track was registered with is open too: its file came by another road here.
    assert [reply.status for reply in given] == [201, 201, 201, 201, 409]
    assert given[-1].problem() == "too-many-uploads"
    first = given[0].body["upload"]["upload_id"]
    assert call(abort_upload.handler, "DELETE", f"{path}/{first}").status == 204
    assert call(create_upload.handler, "POST", path, body=body).status == 201


def parts(path: str, numbers: Any, by: Person = ARTIST) -> Reply:
    return call(sign_parts.handler, "POST", f"{path}/parts", body={"numbers": numbers}, by=by)


def test_more_parts_are_signed_when_asked_for(path: str) -> None:
    reply = parts(path, [7, 2])

    assert [part["number"] for part in reply.body["parts"]] == [7, 2]
    assert parts(path, [8]).problem() == "no-such-part"
    assert parts(path, list(range(1, 22))).status == 422
    assert parts(path, []).status == 422


def test_completing_too_early_is_refused(path: str) -> None:
    body = {"parts": [{"number": 1, "etag": "0" * 32}]}

    reply = call(complete_upload.handler, "POST", f"{path}/complete", body=body)

    assert (reply.status, reply.problem()) == (422, "parts-missing")
    assert reply.body["parts"] == [1, 2, 3, 4, 5, 6, 7]


def test_an_aborted_upload_is_gone(path: str) -> None:
    assert call(abort_upload.handler, "DELETE", path).status == 204
    assert call(get_upload.handler, "GET", path).problem() == "not-found"


@pytest.mark.parametrize(("by", "status"), [(FAN, 403), (OTHER_ARTIST, 404), (None, 401)])
def test_an_upload_is_its_artists_own(path: str, by: Person | None, status: int) -> None:
    assert call(get_upload.handler, "GET", path, by=by).status == status
    assert call(abort_upload.handler, "DELETE", path, by=by).status == status
    assert call(get_upload.handler, "GET", path).body["part_count"] == 7


def test_a_track_does_not_go_on_from_itself_but_from_another() -> None:
    mine, other = (draft(title)["track"]["id"] for title in ("one", "two"))

    def following(before: str) -> Reply:
        file = {"size": 10, "content_type": "audio/flac", "follows": before}
        return call(create_upload.handler, "POST", f"/tracks/{mine}/uploads", body={"file": file})

    refused = following(mine)
    assert (refused.status, refused.problem()) == (422, "follows-itself")
    given = following(other)
    assert given.status == 201
    row = boto3.client("dynamodb").get_item(
        TableName="media",
        Key={
            "media_id": {"S": mine.replace("trk", "med")},
            "upload_id": {"S": given.body["upload"]["upload_id"]},
        },
    )["Item"]
    assert row["follows"] == {"S": other.replace("trk", "med")}

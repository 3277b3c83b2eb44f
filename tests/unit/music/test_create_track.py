from typing import Any

import boto3
import pytest

from music.api.create_track import handler
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Reply, call

pytestmark = pytest.mark.usefixtures("aws")

WAV = {"size": 1_000_000, "content_type": "audio/wav"}
SONG = {"title": "Sea Change", "kind": "audio", "file": WAV}


def test_answers_a_draft_and_one_post_for_a_small_file() -> None:
    reply = call(handler, "POST", "/tracks", body=SONG)

    assert reply.status == 201
    track, upload = reply.body["track"], reply.body["upload"]
    assert (track["title"], track["state"], track["artist_id"]) == (
        "Sea Change",
        "draft",
        ARTIST.id,
    )
    assert upload["method"] == "post"
    assert (
        upload["fields"]["key"]
        == f"{ARTIST.id}/{track['id'].replace('trk', 'med')}/{upload['upload_id']}"
    )
    assert upload["fields"]["Content-Type"] == "audio/wav"


def test_writes_the_grant_that_makes_the_arriving_object_an_upload() -> None:
    reply = call(handler, "POST", "/tracks", body=SONG)

    media_id = reply.body["track"]["id"].replace("trk", "med")
    rows = boto3.client("dynamodb").query(
        TableName="media",
        KeyConditionExpression="media_id = :m",
        ExpressionAttributeValues={":m": {"S": media_id}},
    )["Items"]
    [row] = rows
    assert row["state"] == {"S": "granted"}
    assert row["size"] == {"N": "1000000"}
    assert (row["owner_id"], row["product"]) == ({"S": ARTIST.id}, {"S": "music"})
    assert row["retiring"] == {"S": "yes"}, "a grant that is never used must come to an end"


def test_a_large_file_gets_parts_of_exact_sizes() -> None:
    size = 5 * 1024**3
    reply = call(
        handler,
        "POST",
        "/tracks",
        body=SONG | {"file": {"size": size, "content_type": "audio/wav"}},
    )

    upload = reply.body["upload"]
    assert upload["method"] == "multipart"
    assert upload["part_count"] * upload["part_size"] >= size
    assert [part["number"] for part in upload["parts"]] == list(range(1, 21))
    assert all("partNumber=" in part["url"] for part in upload["parts"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"title": " \t "},
        {"title": "two\nlines"},
        {"title": "null\x00"},
        {"kind": "text"},
        {"file": {"size": 0, "content_type": "audio/wav"}},
        {"file": {"size": 5 * 1024**3 + 1, "content_type": "audio/wav"}},
        {"file": {"size": 1, "content_type": "text/html"}},
        {"artist_id": "somebody else"},
    ],
)
def test_refuses_what_is_not_a_track(wrong: dict[str, object]) -> None:
    reply = call(handler, "POST", "/tracks", body=SONG | wrong)

    assert (reply.status, reply.problem()) == (422, "invalid")


def test_only_an_artist_registers_tracks() -> None:
    assert call(handler, "POST", "/tracks", body=SONG, by=FAN).problem() == "forbidden"
    assert call(handler, "POST", "/tracks", body=SONG, by=None).status == 401


def test_a_sixth_open_draft_is_refused_and_leaves_nothing_behind() -> None:
    for _ in range(5):
        assert call(handler, "POST", "/tracks", body=SONG).status == 201
    reply = call(handler, "POST", "/tracks", body=SONG)

    assert (reply.status, reply.problem()) == (409, "too-many-drafts")
    assert boto3.client("dynamodb").scan(TableName="media")["Count"] == 5
    assert call(handler, "POST", "/tracks", body=SONG, by=OTHER_ARTIST).status == 201


def test_the_same_key_and_body_replays_the_first_answer() -> None:
    key = {"Idempotency-Key": "again"}
    first = call(handler, "POST", "/tracks", body=SONG, headers=key)
    second = call(handler, "POST", "/tracks", body=SONG, headers=key)

    assert first.status == second.status == 201
    assert second.body == first.body
    assert boto3.client("dynamodb").scan(TableName="media")["Count"] == 1


def test_the_same_key_with_another_body_is_refused() -> None:
    key = {"Idempotency-Key": "again"}
    call(handler, "POST", "/tracks", body=SONG, headers=key)
    reply = call(handler, "POST", "/tracks", body=SONG | {"title": "Other"}, headers=key)

    assert (reply.status, reply.problem()) == (422, "idempotency-key-reused")


def test_a_key_is_its_callers_own() -> None:
    key = {"Idempotency-Key": "again"}
    mine = call(handler, "POST", "/tracks", body=SONG, headers=key)
    theirs = call(handler, "POST", "/tracks", body=SONG, headers=key, by=OTHER_ARTIST)

    assert theirs.status == 201
    assert theirs.body["track"]["id"] != mine.body["track"]["id"]


def test_a_refused_request_may_be_sent_again_under_its_key() -> None:
    key = {"Idempotency-Key": "again"}
    assert call(handler, "POST", "/tracks", body=SONG, headers=key, by=FAN).status == 403
    assert call(handler, "POST", "/tracks", body=SONG, headers=key, by=FAN).status == 403


def row_of(track_id: str) -> dict[str, Any]:
    """The newest upload's row of a track."""
    rows = boto3.client("dynamodb").query(
        TableName="media",
        KeyConditionExpression="media_id = :m",
        ExpressionAttributeValues={":m": {"S": track_id.replace("trk", "med")}},
    )["Items"]
    return dict(max(rows, key=lambda row: row["upload_id"]["S"]))


def test_what_is_asked_for_is_kept_with_the_upload_and_nothing_else_is() -> None:
    before = call(handler, "POST", "/tracks", body=SONG).body["track"]["id"]
    asked = WAV | {"normalise": True, "av1": True, "follows": before}
    after = call(handler, "POST", "/tracks", body=SONG | {"file": asked}).body["track"]["id"]

    plain, special = row_of(before), row_of(after)
    wanted = {
        "normalise": {"BOOL": True},
        "av1": {"BOOL": True},
        "follows": {"S": before.replace("trk", "med")},
    }
    assert {name: special[name] for name in wanted} == wanted
    assert set(special) - set(plain) == set(wanted)


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_file_goes_on_from_an_own_audio_track_alone(kind: str) -> None:
    mine = call(handler, "POST", "/tracks", body=SONG | {"kind": kind}).body["track"]["id"]
    theirs = call(handler, "POST", "/tracks", body=SONG, by=OTHER_ARTIST).body["track"]["id"]

    def following(other: str, kind: str = "audio") -> Reply:
        body = SONG | {"kind": kind, "file": WAV | {"follows": other}}
        return call(handler, "POST", "/tracks", body=body)

    for nothing in (theirs, "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG", "med_1"):
        reply = following(nothing)
        assert (reply.status, reply.problem()) == (422, "follows-nothing")
    refused = following(mine, "video") if kind == "audio" else following(mine)
    assert (refused.status, refused.problem()) == (422, "follows-video")
    assert boto3.client("dynamodb").scan(TableName="media")["Count"] == 2, "nothing is left of it"

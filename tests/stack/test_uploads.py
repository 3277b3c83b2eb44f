"""Sending a file: only what was granted, once, and whatever way its events come."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local import tune
from tests.house import Person, wait_until
from tests.stack.journeys import Heard, Stored, ended, made, media_of, post, send, send_again

WAV = {"size": 1000, "content_type": "audio/wav"}
MIB = 1024**2


def song(**more: Any) -> dict[str, Any]:
    return {"title": "Song", "kind": "audio", "file": WAV} | more


@pytest.fixture
def grant(artist: Person) -> Any:
    """A draft with a grant for exactly 1000 bytes of WAV; gone afterwards."""
    made = artist.call("POST", "/music/tracks", song()).json()
    yield made
    artist.call("DELETE", f"/music/tracks/{made['track']['id']}")


@pytest.mark.parametrize(
    ("size", "changed"),
    [
        (999, {}),
        (1001, {}),
        (1000, {"Content-Type": "text/html"}),
        (1000, {"key": "somebody/else/s"}),
    ],
)
def test_s3_takes_exactly_the_file_that_was_granted(
    grant: dict[str, Any], stored: Stored, size: int, changed: dict[str, str]
) -> None:
    refused = post(grant["upload"], b"x" * size, **changed)

    assert 400 <= refused.status_code < 500
    assert stored.objects(media_of(grant["track"])) == []
    assert stored.objects("somebody/else") == []


def test_five_drafts_at_once_and_a_deleted_one_makes_room(another_artist: Person) -> None:
    drafts = [another_artist.call("POST", "/music/tracks", song()).json() for _ in range(5)]
    refused = another_artist.call("POST", "/music/tracks", song())
    assert (refused.status_code, refused.json()["type"]) == (
        409,
        "urn:didit360:problem:too-many-drafts",
    )
    for draft in drafts:
        path = f"/music/tracks/{draft['track']['id']}"
        assert another_artist.call("DELETE", path).status_code == 204
    assert list(another_artist.client.tracks()) == []


def test_twins_sent_at_the_same_moment_make_one_track(artist: Person) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _: artist.call("POST", "/music/tracks", song(), Idempotency_Key="twins"),
                range(4),
            )
        )

    made = {answer.json()["track"]["id"] for answer in answers if answer.status_code == 201}
    assert len(made) == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    artist.call("DELETE", f"/music/tracks/{made.pop()}")


@pytest.fixture(scope="module")
def melody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("melody") / "melody.wav"
    tune.write(file)
    return file


def test_a_large_file_comes_in_parts_that_can_be_resumed(artist: Person, stored: Stored) -> None:
    body = os.urandom(33 * MIB)
    described = {"size": len(body), "content_type": "audio/wav"}
    created = artist.client.create_track("Large", "audio", described)
    track_id, upload = created["track"]["id"], created["upload"]
    path = f"/music/tracks/{track_id}/uploads/{upload['upload_id']}"

    def put(part: dict[str, Any]) -> None:
        start = (part["number"] - 1) * upload["part_size"]
        piece = body[start : start + part["size"]]
        assert requests.put(part["url"], data=piece, timeout=30).ok

    put(upload["parts"][1])
    early = artist.call("POST", f"{path}/complete", {"parts": [{"number": 2, "etag": "x"}]})
    assert (early.status_code, early.json()["parts"]) == (422, [1, 2, 3])

    arrived = artist.client.get_upload(track_id, upload["upload_id"])["parts"]
    assert [part["number"] for part in arrived] == [2]
    for part in artist.client.sign_parts(track_id, upload["upload_id"], [1, 3]):
        put(part)
    parts = artist.client.get_upload(track_id, upload["upload_id"])["parts"]
    artist.client.complete_upload(track_id, upload["upload_id"], parts)

    # Thirty-three random megabytes are no music: the artist reads what to do about it.
    track = ended(artist, track_id)
    assert track["state"] == "failed"
    assert track["reason"].endswith(".")
    wait_until(lambda: stored.objects(media_of(track)) == [], what="nothing left of it")


def test_an_aborted_upload_leaves_nothing(artist: Person, stored: Stored) -> None:
    described = {"size": 40 * MIB, "content_type": "audio/wav"}
    created = artist.client.create_track("Large", "audio", described)
    upload = created["upload"]
    part = upload["parts"][0]
    requests.put(part["url"], data=bytes(part["size"]), timeout=30)
    track_path = f"/music/tracks/{created['track']['id']}"

    assert artist.call("DELETE", f"{track_path}/uploads/{upload['upload_id']}").status_code == 204
    bucket = artist.house.outputs["originals_bucket"]
    left = artist.house.client("s3").list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    assert [entry["Key"] for entry in left if upload["upload_id"] in entry["Key"]] == []
    artist.call("DELETE", track_path)
    assert stored.rows(media_of(created["track"])) == []


def arrival(artist: Person, stored: Stored, media_id: str) -> dict[str, Any]:
    """The event that S3 sent when this media's file arrived, made again from what is stored."""
    [row] = [row for row in stored.rows(media_id) if "object_key" in row]
    return {
        "version": "0",
        "id": "again",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "detail": {
            "bucket": {"name": artist.house.outputs["originals_bucket"]},
            "object": {
                "key": row["object_key"]["S"],
                "size": int(row["size"]["N"]),
                "version-id": row["object_version"]["S"],
                "sequencer": row["sequencer"]["S"],
            },
        },
    }


def queue_of(artist: Person, function: str) -> str:
    sources = artist.house.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    name = artist.house.outputs["functions"][function]["id"]
    [arn] = [s["EventSourceArn"] for s in sources if name in s["FunctionArn"]]
    url: str = artist.house.client("sqs").get_queue_url(QueueName=arn.rpartition(":")[2])[
        "QueueUrl"
    ]
    return url


def test_an_arrival_told_twice_late_or_out_of_order_starts_one_run(
    artist: Person, stored: Stored, heard: Heard, melody: Path
) -> None:
    track = made(artist, melody, title="Told again")
    media_id = media_of(track)
    again = arrival(artist, stored, media_id)
    older = json.loads(json.dumps(again))
    older["detail"]["object"] |= {"version-id": "an-older-one", "sequencer": "0"}

    sqs, queue = artist.house.client("sqs"), queue_of(artist, "original_uploaded")
    for event in (again, older, again):
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(event))

    def handled() -> bool:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        left = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        return set(left.values()) == {"0"}

    wait_until(handled, what="the queue to empty")
    assert len(stored.runs(media_id)) == 1
    assert len(heard.about(media_id, "media_ready")) == 1
    assert artist.client.get_track(track["id"])["state"] == "ready"


def test_a_better_file_replaces_the_old_one_when_it_is_ready(
    artist: Person, fan: Person, stored: Stored, melody: Path, tmp_path: Path
) -> None:
    track = made(artist, melody, title="Replaced")
    before = fan.client.playback(track["id"])
    shorter = tmp_path / "shorter.wav"
    shorter.write_bytes(cut(melody.read_bytes()))

    send_again(artist, track["id"], shorter)
    states = set()

    def replaced() -> bool:
        now = artist.client.get_track(track["id"])
        states.add(now["state"])
        grant = fan.client.playback(track["id"])
        answer = requests.get(grant["playlist_url"], cookies=grant["cookies"], timeout=30)
        assert answer.status_code == 200
        return bool(grant["playlist_url"] != before["playlist_url"])

    wait_until(replaced, 60, "the better file")
    assert states == {"ready"}
    assert fan.client.get_track(track["id"])["facts"]["samples"] == SHORT
    # Whoever began with the old one hears it to the end; then it goes (media.on.sweep).
    old = requests.get(before["playlist_url"], cookies=before["cookies"], timeout=30)
    assert old.status_code == 200
    retiring = [row for row in stored.rows(media_of(track)) if "retiring" in row]
    assert len(retiring) == 1


def test_a_worse_file_leaves_what_listeners_hear(
    artist: Person, fan: Person, melody: Path, tmp_path: Path
) -> None:
    track = made(artist, melody, title="Kept")
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF" + os.urandom(5000))

    send_again(artist, track["id"], broken)
    now = wait_until(
        lambda: (
            (t := artist.client.get_track(track["id"]))["processing"]
            and t["processing"]["state"] == "failed"
            and t
        ),
        60,
        "the failure",
    )

    assert now["state"] == "ready"
    assert now["processing"]["reason"]
    grant = fan.client.playback(track["id"])
    assert requests.get(grant["playlist_url"], cookies=grant["cookies"], timeout=30).ok


def test_deleting_a_track_takes_every_object_and_row(
    artist: Person, fan: Person, stored: Stored, melody: Path
) -> None:
    track = made(artist, melody, title="Deleted")
    media_id = media_of(track)
    assert stored.objects(media_id)

    assert artist.call("DELETE", f"/music/tracks/{track['id']}").status_code == 204

    assert fan.call("GET", f"/music/tracks/{track['id']}").status_code == 404
    wait_until(lambda: stored.objects(media_id) == [], what="no object")
    wait_until(lambda: stored.rows(media_id) == [], what="no row")


def test_deleting_a_track_while_it_is_made_ends_cleanly(
    artist: Person, stored: Stored, melody: Path
) -> None:
    track_id = send(artist, melody, title="Deleted meanwhile")
    wait_until(lambda: artist.client.get_track(track_id)["state"] == "processing", 60)
    media_id = track_id.replace("trk_", "med_")
    names = stored.runs(media_id)

    artist.call("DELETE", f"/music/tracks/{track_id}")

    machine = artist.house.outputs["workflow"]
    states = artist.house.client("stepfunctions")

    def over() -> bool:
        running = states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")
        return not {run["name"] for run in running["executions"]} & set(names)

    wait_until(over, 60, "the run's end")
    wait_until(lambda: stored.objects(media_id) == [], what="no object")
    wait_until(lambda: stored.rows(media_id) == [], what="no row")


SHORT = 44_100 * 3


def cut(wav: bytes) -> bytes:
    """The first three seconds of a 16-bit stereo WAV file."""
    header, data = bytearray(wav[:44]), wav[44 : 44 + SHORT * 4]
    header[4:8] = (36 + len(data)).to_bytes(4, "little")
    header[40:44] = len(data).to_bytes(4, "little")
    return bytes(header) + data

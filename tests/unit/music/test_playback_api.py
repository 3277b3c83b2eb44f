import json
from base64 import b64decode
from typing import Any

import boto3
import pytest

from didit360.ids import is_id
from music.api.create_playback import handler
from tests.unit.aws import ARTIST, FAN, Person, Reply, call
from tests.unit.music import listeners
from tests.unit.music.tracks import draft, ready, sample

pem, key = listeners.pem, listeners.key
pytestmark = pytest.mark.usefixtures("aws", "key")


def play(track_id: str, by: Person | None = FAN) -> Reply:
    return call(handler, "POST", f"/tracks/{track_id}/playback", by=by)


def test_a_fan_gets_the_playlist_the_cookies_and_the_gain() -> None:
    created = ready()

    reply = play(created["track"]["id"])

    folder = created["track"]["id"].replace("trk", "med")
    assert reply.status == 200
    assert reply.body["playlist_url"].startswith(f"https://didit360.example/media/{folder}/")
    assert reply.body["playlist_url"].endswith("/standard.m3u8")
    assert reply.body["gain_db"] == -4.7
    assert reply.body["storyboard_url"] is None
    assert len(reply.headers["Set-Cookie"]) == len(reply.body["cookies"]) == 3
    assert reply.headers["Cache-Control"] == ["private, no-store"]


def test_a_film_comes_with_its_storyboard() -> None:
    files = sample("media_ready")["files"] | {"storyboard": "storyboard.vtt"}
    created = ready(files=files)

    url = play(created["track"]["id"]).body["storyboard_url"]

    folder = created["track"]["id"].replace("trk", "med")
    assert url.startswith(f"https://didit360.example/media/{folder}/")
    assert url.endswith("/storyboard.vtt")


def test_what_cannot_be_heard_yet_is_not_granted() -> None:
    created = draft()

    assert play(created["track"]["id"]).status == 404
    assert play("trk_01K9QZ4T7M5V3N8X2B6C1D0EFG").status == 404
    assert play(ready()["track"]["id"], by=None).status == 401


def test_the_artist_of_a_draft_is_told_that_it_is_not_ready() -> None:
    reply = call(handler, "POST", f"/tracks/{draft()['track']['id']}/playback")

    assert (reply.status, reply.problem()) == (409, "not-ready")


def plan(person: Person, name: str, starts_at: str, ends_at: str | None) -> None:
    grants = [{"plan": name, "starts_at": starts_at, "ends_at": ends_at}]
    fact(person, "plan", {"grants": grants})


def fact(person: Person, name: str, detail: dict[str, Any]) -> None:
    item = {"person_id": person.id, "fact": name, "detail": json.dumps(detail)}
    boto3.resource("dynamodb").Table("people").put_item(Item=item)


def test_what_is_lossless_is_named_to_the_artist_and_to_whose_plan_includes_it() -> None:
    track_id = ready()["track"]["id"]

    def heard(by: Person) -> tuple[str, bool, str]:
        body = play(track_id, by).body
        folder, _, playlist = body["playlist_url"].rpartition("/")
        return playlist, body["lossless"], opened(body).removeprefix(folder)

    everything, the_rest = ("master.m3u8", True, "*"), ("standard.m3u8", False, "/*")
    assert heard(ARTIST) == everything
    assert heard(FAN) == the_rest
    plan(FAN, "premium", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert heard(FAN) == the_rest
    plan(FAN, "premium", "2026-01-01T00:00:00Z", None)
    assert heard(FAN) == everything


def opened(body: dict[str, Any]) -> str:
    """The pattern of what the cookies open."""
    coded = body["cookies"]["CloudFront-Policy"].translate(str.maketrans("-_~", "+=/"))
    [statement] = json.loads(b64decode(coded))["Statement"]
    return str(statement["Resource"])


def test_streams_without_a_second_playlist_are_heard_as_they_are() -> None:
    lossy = sample("media_ready")["files"] | {"standard": None}
    older = {name: value for name, value in lossy.items() if name != "standard"}

    for files in (lossy, older):
        body = play(ready(files=files)["track"]["id"]).body
        assert body["playlist_url"].endswith("/master.m3u8")
        assert opened(body).endswith("/*"), "there is nothing beside it"
        assert body["lossless"] is False


def test_a_session_comes_with_it_each_time_another() -> None:
    track_id = ready()["track"]["id"]

    sessions = [play(track_id).body["session"] for _ in range(2)]

    assert all(is_id(session["play_id"], "ply") for session in sessions)
    assert sessions[0]["play_id"] != sessions[1]["play_id"]
    assert sessions[0]["counts_after_ms"] == 30_000


def test_a_release_that_the_track_does_not_stand_in_is_refused() -> None:
    path = f"/tracks/{ready()['track']['id']}/playback"

    reply = call(handler, "POST", path, by=FAN, query={"release_id": "rel_1"})

    assert (reply.status, reply.problem()) == (422, "not-in-release")

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from music.api.create_playback import handler
from tests.unit.aws import FAN, Person, Reply, call
from tests.unit.music.tracks import draft, ready, sample

pytestmark = pytest.mark.usefixtures("aws", "key")


@pytest.fixture
def key(aws: None) -> None:  # noqa: ARG001  after the secrets' home was made
    private = generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    boto3.client("secretsmanager").create_secret(Name="signing", SecretString=pem)


def play(track_id: str, by: Person | None = FAN) -> Reply:
    return call(handler, "POST", f"/tracks/{track_id}/playback", by=by)


def test_a_fan_gets_the_playlist_the_cookies_and_the_gain() -> None:
    created = ready()

    reply = play(created["track"]["id"])

    folder = created["track"]["id"].replace("trk", "med")
    assert reply.status == 200
    assert reply.body["playlist_url"].startswith(f"https://didit360.example/media/{folder}/")
    assert reply.body["playlist_url"].endswith("/master.m3u8")
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

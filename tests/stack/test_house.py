"""The local run itself: a tune through the whole house, and what survives a kill."""

import os
import signal
import subprocess
from functools import partial
from pathlib import Path

from infra.cli.upload import Uploader
from infra.local import tune
from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from tests.house import PASSWORD, Person, wait_until
from tests.stack.journeys import Stored, made, media_of


def test_a_tune_goes_from_the_artist_to_a_fan(artist: Person, fan: Person, tmp_path: Path) -> None:
    file = tmp_path / "tune.wav"
    tune.write(file)
    track_id = Uploader(artist.client, file, "A tune", "audio", lambda _: None).run()
    ready = wait_until(
        lambda: (track := artist.client.get_track(track_id))["state"] == "ready" and track, 60
    )
    assert ready["facts"]["sample_rate"] == tune.RATE
    grant = fan.client.playback(track_id)
    assert grant["playlist_url"].startswith(f"{fan.house.url}/media/")


def test_what_was_stored_survives_a_kill(tmp_path: Path) -> None:
    home, ports = tmp_path / "house", Ports.free()
    with LocalStack(home, ports, snapshot_seconds=0.5) as house:
        artist = Person(house, sign_up(house, "artist@test.example", PASSWORD, "artist"))
        draft = artist.client.create_track(
            "Kept", "audio", {"size": 100, "content_type": "audio/wav"}
        )["track"]
        before = _newest(home)
        wait_until(lambda: _newest(home) > before, what="a snapshot")
        _kill_the_engine(house)
    _damage(home / "engine" / "snapshots" / str(_newest(home)))
    with LocalStack(home, ports) as house:
        # The account and the track were there a snapshot earlier too, or in the newest one.
        people = house.client("cognito-idp").list_users(UserPoolId=house.outputs["user_pool_id"])
        assert [_email(person) for person in people["Users"]] == ["artist@test.example"]
        again = Person(house, sign_up(house, "artist@test.example", PASSWORD))
        assert [track["id"] for track in again.client.tracks()] in ([], [draft["id"]])
        assert Person(house, artist.account).call("GET", "/music/tracks").ok, "an earlier token"


def test_an_interrupted_workflow_goes_on_at_the_next_start(tmp_path: Path) -> None:
    home, ports = tmp_path / "house", Ports.free()
    file = tmp_path / "tune.wav"
    tune.write(file)
    with LocalStack(home, ports) as house:
        artist = Person(house, sign_up(house, "artist@test.example", PASSWORD, "artist"))
        track_id = Uploader(artist.client, file, "A tune", "audio", lambda _: None).run()
        states = house.client("stepfunctions")
        run = {"stateMachineArn": house.outputs["workflow"], "statusFilter": "RUNNING"}
        wait_until(lambda: states.list_executions(**run)["executions"], what="the workflow")
    with LocalStack(home, ports) as house:
        again = Person(house, sign_up(house, "artist@test.example", PASSWORD))
        wait_until(lambda: again.client.get_track(track_id)["state"] == "ready", 60)


def test_what_was_stored_is_there_at_the_next_start(tmp_path: Path) -> None:
    home, ports = tmp_path / "house", Ports.free()
    with LocalStack(home, ports) as house:
        artist = Person(house, sign_up(house, "artist@test.example", PASSWORD, "artist"))
        draft = artist.client.create_track(
            "Kept", "audio", {"size": 100, "content_type": "audio/wav"}
        )["track"]
    told: list[tuple[str, str]] = []
    with LocalStack(home, ports, tell=lambda what, how: told.append((what, how))) as house:
        again = Person(house, sign_up(house, "artist@test.example", PASSWORD))
        assert [track["id"] for track in again.client.tracks()] == [draft["id"]]
        assert Person(house, artist.account).call("GET", "/music/tracks").ok, "an earlier token"
    stacks = [how for what, how in told if what.startswith("didit360-")]
    assert stacks
    assert all(how.startswith("unchanged") for how in stacks)


def test_what_is_deleted_after_a_restart_goes_with_all_its_files(tmp_path: Path) -> None:
    home, ports, file = tmp_path / "house", Ports.free(), tmp_path / "tune.wav"
    tune.write(file)
    with LocalStack(home, ports, snapshot_seconds=0.5) as house:
        artist = Person(house, sign_up(house, "artist@test.example", PASSWORD, "artist"))
        tracks = [made(artist, file), made(artist, file)]
        before = _newest(home)
        wait_until(lambda: _newest(home) > before, what="a snapshot")
        _kill_the_engine(house)
    for track in tracks:
        # The first time after a kill, the second after a good end.
        with LocalStack(home, ports) as house:
            artist = Person(house, sign_up(house, "artist@test.example", PASSWORD))
            kept = Stored(house)
            assert kept.objects(media_of(track))
            artist.client.delete_track(track["id"])
            gone = partial(_nothing_left, kept, media_of(track))
            wait_until(gone, 60, "nothing left of it")


def test_stored_functions_wake_on_other_ports_too(tmp_path: Path) -> None:
    home, file = tmp_path / "house", tmp_path / "tune.wav"
    tune.write(file)
    with LocalStack(home, Ports.free()):
        pass
    with LocalStack(home, Ports.free()) as house:
        artist = Person(house, sign_up(house, "artist@test.example", PASSWORD, "artist"))
        assert made(artist, file)["renditions"]


def _nothing_left(stored: Stored, media_id: str) -> bool:
    return stored.objects(media_id) == [] and stored.rows(media_id) == []


def _newest(home: Path) -> int:
    return max(int(copy.name) for copy in (home / "engine" / "snapshots").glob("[0-9]*"))


def _kill_the_engine(house: LocalStack) -> None:
    keeper = next(p for p in house.programs if p.name == "The AWS engine").pid
    found = subprocess.run(["pgrep", "-P", str(keeper)], capture_output=True, text=True, check=True)
    os.kill(int(found.stdout), signal.SIGKILL)
    wait_until(lambda: not house.engine.ready())


def _damage(copy: Path) -> None:
    """As a disk that lost power does: a file that ends in the middle."""
    file = copy / "dynamodb.json"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _email(person: dict[str, list[dict[str, str]]]) -> str:
    return next(a["Value"] for a in person["Attributes"] if a["Name"] == "email")

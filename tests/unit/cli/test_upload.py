"""Sending a file: in one piece, in parts, through failures, and on after an interruption."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from didit360.upload_forms import MAX_FILE_BYTES
from infra.cli.client import ApiError, Client, _detail
from infra.cli.memory import Memory
from infra.cli.upload import MOST_BYTES, Uploader, content_type
from tests.unit.cli.conftest import Platform

DATA = bytes(range(250)) * 18  # 4500 bytes: five parts, the last a short one


def uploader(platform: Platform, path: Path, seen: list[int] | None = None) -> Uploader:
    heard = [] if seen is None else seen
    return Uploader(platform.client(), path, "Song", "audio", heard.append)


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "song.flac"
    path.write_bytes(DATA)
    return path


def test_a_small_file_goes_in_one_post(platform: Platform, tmp_path: Path) -> None:
    path = tmp_path / "small.wav"
    path.write_bytes(DATA[:700])
    platform.fail["post"] = 2
    seen: list[int] = []
    assert uploader(platform, path, seen).run() == "trk_1"
    assert platform.whole == DATA[:700]
    assert seen[-1] == 700


def test_a_large_file_goes_in_parts_with_urls_asked_for_as_needed(
    platform: Platform, song: Path
) -> None:
    seen: list[int] = []
    uploader(platform, song, seen).run()
    assert platform.whole == DATA
    assert max(seen) == len(DATA)
    assert platform.asked["sign"] == 3


def test_a_part_that_fails_is_sent_again_with_a_new_url(platform: Platform, song: Path) -> None:
    platform.fail["put 1"] = 2
    uploader(platform, song).run()
    assert platform.whole == DATA
    assert platform.asked["put 1"] == 3


def test_after_an_interruption_only_missing_parts_are_sent(platform: Platform, song: Path) -> None:
    platform.fail["put 4"] = 99
    with pytest.raises(ApiError, match="SlowDown"):
        uploader(platform, song).run()
    arrived = set(platform.parts)
    assert 4 not in arrived
    platform.fail.clear()
    platform.asked.clear()
    again = uploader(platform, song)
    assert again.run() == "trk_1"
    assert again.resumed
    assert platform.whole == DATA
    assert {n for n in range(1, 6) if platform.asked[f"put {n}"]} == set(range(1, 6)) - arrived
    assert Memory.of(song, platform.url).read() is None


def test_an_interrupted_post_is_sent_again_to_the_same_track(
    platform: Platform, tmp_path: Path
) -> None:
    path = tmp_path / "small.wav"
    path.write_bytes(DATA[:700])
    platform.in_parts = False
    platform.fail["post"] = 99
    first = uploader(platform, path)
    with pytest.raises(ApiError):
        first.run()
    assert "again, to the same track" in first.when_interrupted
    platform.fail.clear()
    again = uploader(platform, path)
    assert again.run() == "trk_1"
    assert again.resumed
    assert platform.whole == DATA[:700]
    assert (platform.asked["create"], platform.asked["replace"]) == (1, 1)
    assert Memory.of(path, platform.url).read() is None


def test_a_post_that_arrived_though_its_event_is_still_unheard_is_not_repeated(
    platform: Platform, song: Path
) -> None:
    Memory.of(song, platform.url).write("trk_1", "upl_1")
    platform.in_parts = False
    platform.fail["abort"] = 1
    again = uploader(platform, song)
    again.run()
    assert again.was_there
    assert platform.asked["replace"] == 0


def test_a_registration_whose_answer_was_not_heard_is_not_done_twice(
    platform: Platform, song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Client.create_track

    def unheard(*given: Any) -> None:
        create(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(Client, "create_track", unheard)
    with pytest.raises(KeyboardInterrupt):
        uploader(platform, song).run()
    monkeypatch.setattr(Client, "create_track", create)
    again = uploader(platform, song)
    again.run()
    assert again.resumed
    assert platform.whole == DATA
    assert len(platform.keys) == 2
    assert len(set(platform.keys)) == 1


def test_a_key_that_stands_for_another_title_is_not_used_again(
    platform: Platform, song: Path
) -> None:
    key, _ = Memory.of(song, platform.url).key()
    platform.keys, platform.begun = [key], ["Another"]
    uploader(platform, song).run()
    assert platform.whole == DATA
    assert platform.keys[1] == key
    assert platform.keys[2] != key


def test_a_file_that_has_arrived_is_not_sent_again(platform: Platform, song: Path) -> None:
    Memory.of(song, platform.url).write("trk_1", "upl_1")
    platform.state = "processing"
    again = uploader(platform, song)
    assert again.run() == "trk_1"
    assert again.was_there
    assert not platform.parts
    assert platform.asked["create"] == 0
    assert "has arrived" in again.when_interrupted


def test_a_lost_grant_is_replaced_and_a_lost_track_begun_again(
    platform: Platform, song: Path
) -> None:
    Memory.of(song, platform.url).write("trk_1", "upl_gone")
    assert uploader(platform, song).run() == "trk_1"
    assert (platform.asked["create"], platform.asked["replace"]) == (0, 1)
    Memory.of(song, platform.url).write("trk_gone", "upl_gone")
    fresh = uploader(platform, song)
    assert "begins again" in fresh.when_interrupted
    assert fresh.run() == "trk_1"
    assert not fresh.resumed
    assert platform.asked["create"] == 1


@pytest.mark.parametrize(("size", "why"), [(0, "is empty"), (5 * 1024**3 + 1, "at most 5 GiB")])
def test_a_size_that_cannot_be_sent_registers_nothing(
    platform: Platform, tmp_path: Path, size: int, why: str
) -> None:
    path = tmp_path / "odd.wav"
    with path.open("wb") as file:
        file.truncate(size)
    with pytest.raises(ApiError, match=why):
        uploader(platform, path).run()
    assert platform.asked["create"] == 0


def test_a_changed_file_is_another_upload(platform: Platform, song: Path) -> None:
    Memory.of(song, platform.url).write("trk_1", "upl_1")
    song.write_bytes(DATA + b"!")
    assert Memory.of(song, platform.url).read() is None


def test_all_tries_of_one_operation_carry_one_key(platform: Platform, song: Path) -> None:
    platform.fail["create"] = 3
    uploader(platform, song).run()
    assert len(platform.keys) == 4
    assert len(set(platform.keys)) == 1


def test_a_list_follows_its_cursors(platform: Platform) -> None:
    client = platform.client()
    assert [track["id"] for track in client.tracks()] == platform.ids
    assert len(list(client.tracks(limit=120))) == 120
    assert len(list(client.tracks(limit=3))) == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.FLAC", "audio/flac"),
        ("a.mp4", "video/mp4"),
        ("a.mkv", "video/x-matroska"),
        ("a.opus", "audio/ogg"),
        ("a.txt", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_a_files_type_is_guessed_from_its_name(name: str, expected: str) -> None:
    assert content_type(Path(name)) == expected


def test_the_command_and_the_api_take_the_same_sizes() -> None:
    assert MOST_BYTES == MAX_FILE_BYTES


def test_an_invalid_request_says_what_is_invalid() -> None:
    answer = requests.Response()
    answer._content = json.dumps(
        {"detail": "Not that form.", "errors": [{"at": "body/title", "why": "too long"}]}
    ).encode()
    assert _detail(answer) == "Not that form.\n  body/title: too long"


def test_with_other_wishes_it_is_another_upload(platform: Platform, song: Path) -> None:
    platform.fail["put 4"] = 99
    with pytest.raises(ApiError):
        uploader(platform, song).run()
    platform.fail["put 4"] = 0
    other = Uploader(platform.client(), song, "Song", "audio", lambda _: None, {"av1": True})
    other.run()
    assert not other.resumed
    assert platform.described[-1]["av1"] is True
    again = uploader(platform, song)
    again.run()
    assert again.resumed

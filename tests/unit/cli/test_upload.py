"""Sending a file: in one piece, in parts, through failures, and on after an interruption."""

from pathlib import Path

import pytest

from infra.cli.client import ApiError
from infra.cli.upload import Memory, Uploader, content_type
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


def test_a_finished_or_lost_upload_is_not_resumed(platform: Platform, song: Path) -> None:
    Memory.of(song, platform.url).write("trk_1", "upl_1")
    platform.state = "uploaded"
    fresh = uploader(platform, song)
    fresh.run()
    assert not fresh.resumed
    Memory.of(song, platform.url).write("trk_gone", "upl_gone")
    fresh = uploader(platform, song)
    fresh.run()
    assert not fresh.resumed


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

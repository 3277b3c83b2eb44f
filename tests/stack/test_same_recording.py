"""A recording that comes twice: its artist is told, moderators look at another artist's."""

from pathlib import Path
from typing import Any

import pytest

from media.data import ffmpeg
from tests.house import Person, wait_until
from tests.real_files import songs
from tests.stack.journeys import Heard, Stored, made, media_of

SONG = "War of freedom"
"""Other tests send pieces of other songs."""


def piece(path: Path, *options: str) -> Path:
    cut = ["-ss", "70", "-t", "22", "-i", str(songs()[SONG]), "-map", "0:a:0"]
    ffmpeg.run([*cut, *options, str(path)], seconds=60)
    return path


@pytest.fixture(scope="module")
def first(artist: Person, heard: Heard, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    assert heard
    return made(artist, piece(tmp_path_factory.mktemp("first") / "song.wav"), title="First")


def flag_of(moderator: Person, track: dict[str, Any]) -> dict[str, Any] | None:
    """The track's flag, wherever in the list."""
    cursor = ""
    while True:
        page = moderator.call("GET", f"/music/flags?limit=50{cursor}").json()
        for flag in page["items"]:
            if flag["track"]["id"] == track["id"]:
                return dict(flag)
        if page["next"] is None:
            return None
        cursor = f"&cursor={page['next']}"


def test_an_artist_who_sends_a_recording_twice_reads_of_it(
    artist: Person, fan: Person, moderator: Person, first: dict[str, Any], tmp_path: Path
) -> None:
    again = made(artist, piece(tmp_path / "song.mp3", "-b:a", "128k"), title="Again")

    def noted() -> Any:
        return artist.client.get_track(again["id"])["same_recording_as"]

    assert wait_until(noted, 30, "the note") == [first["id"]]
    assert artist.client.get_track(first["id"])["same_recording_as"] == []
    assert fan.client.get_track(again["id"])["same_recording_as"] == []
    assert fan.client.playback(again["id"])["playlist_url"]
    assert flag_of(moderator, again) is None


def test_another_artist_s_recording_is_flagged_seen_by_moderators_and_settled(
    another_artist: Person,
    artist: Person,
    fan: Person,
    moderator: Person,
    first: dict[str, Any],
    stored: Stored,
    tmp_path: Path,
) -> None:
    late = ["-af", "adelay=3000:all=1,volume=-6dB", "-c:a", "aac", "-b:a", "96k"]
    taken = made(another_artist, piece(tmp_path / "mine.m4a", *late), title="Mine")
    assert fan.client.playback(taken["id"])["playlist_url"]

    flag = wait_until(lambda: flag_of(moderator, taken), 30, "the flag")
    assert (flag["state"], flag["track"]["title"]) == ("open", "Mine")
    match = next(match for match in flag["matches"] if match["track"]["id"] == first["id"])
    assert match["similarity"] > 0.9
    assert match["offset_ms"] == pytest.approx(3000, abs=130)
    for nobody in (fan, artist, another_artist):
        assert nobody.call("GET", "/music/flags").status_code == 403
        settled = {"outcome": "no_issue", "note": ""}
        assert nobody.call("PUT", f"/music/flags/{flag['id']}", settled).status_code == 403
    assert another_artist.client.get_track(taken["id"])["same_recording_as"] == []

    verdict = {"outcome": "take_down_requested", "note": "The first one was there before."}
    answers = [moderator.call("PUT", f"/music/flags/{flag['id']}", verdict) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["settlement"]["outcome"] == "take_down_requested"
    assert another_artist.client.get_track(taken["id"])["state"] == "ready"

    another_artist.client.delete_track(taken["id"])
    wait_until(lambda: not stored.rows(taken["id"]), 30, "the end of its flag")
    wait_until(lambda: not stored.rows(media_of(taken)), 30, "the end of its fingerprint")

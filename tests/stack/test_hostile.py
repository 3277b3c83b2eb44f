"""Files that are broken, or pose as music: each ends in a sentence and leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.house import Person, wait_until
from tests.mutants import Mutant
from tests.mutants.corpus import groups
from tests.mutants.seeds import seeds
from tests.real_files import broken_files
from tests.stack.journeys import Stored, ended, media_of, send

PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"

POSING = {
    "playlist.mp3": PLAYLIST,
    "concat.wav": CONCAT,
    "text.flac": b"this is not music; $(touch /tmp/hacked) `id`\n" * 20,
    "zeros.mp4": bytes(5000),
    "$(touch hacked).wav": b"RIFF\xff\xff\xff\xffWAVEfmt ",
}

VICIOUS = {
    "silence": 5,
    "covers": 3,
    "tracks": 4,
    "packed": 2,
    "referring": 4,
    "tags": 3,
    "stated": 4,
}
"""How many of each kind of tests/mutants go through the whole house."""
AT_ONCE = 3


def nothing_left(stored: Stored, media_id: str) -> bool:
    return stored.objects(media_id) == []


def refused(artist: Person, stored: Stored, file: Path) -> str:
    track = ended(artist, send(artist, file, title=file.name))
    assert track["state"] == "failed", track
    wait_until(partial(nothing_left, stored, media_of(track)), what="nothing left of it")
    artist.call("DELETE", f"/music/tracks/{track['id']}")
    return str(track["reason"])


@pytest.mark.parametrize("name", POSING)
def test_what_poses_as_music_is_refused_with_a_sentence(
    artist: Person, stored: Stored, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(POSING[name])

    reason = refused(artist, stored, file)

    assert reason.endswith(".")
    assert "/" not in reason
    assert "passwd" not in reason


def test_broken_files_of_the_wild_end_one_way_or_the_other(artist: Person, stored: Stored) -> None:
    chosen = sorted(broken_files().glob("*bad*")) + sorted(broken_files().glob("*truncated*"))
    assert len(chosen) >= 4
    sent = [(file, send(artist, file, title=file.name)) for file in chosen[:4]]
    for file, track_id in sent:
        track = ended(artist, track_id)
        assert track["state"] == "ready" or track["reason"].endswith("."), file.name
        artist.call("DELETE", f"/music/tracks/{track_id}")
        media_id = media_of(track)
        wait_until(partial(nothing_left, stored, media_id), what="nothing left of it")


@pytest.mark.timeout(600)
def test_the_most_vicious_all_at_once(artist: Person, stored: Stored, tmp_path: Path) -> None:
    real = seeds(tmp_path)
    chosen = [mutant for kind, count in VICIOUS.items() for mutant in some(real, kind, count)]

    def sent(number: int) -> tuple[str, str]:
        # A name that a shell, a path and a header would each take for something else.
        file = tmp_path / f'{number} $(touch hacked); -i "x".mp3'
        file.write_bytes(chosen[number].data)
        track_id = send(artist, file, chosen[number].kind, f"Mutant {number}")
        # Until it is noticed it is a draft, of which one may have five.
        wait_until(lambda: artist.client.get_track(track_id)["state"] != "draft", 60)
        return chosen[number].name, track_id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        tracks = [
            (name, ended(artist, track_id, 280))
            for name, track_id in list(pool.map(sent, range(len(chosen))))
        ]

    wrong = [f"{name}: {said}" for name, track in tracks if (said := wrongly_ended(track))]
    assert wrong == []
    for _, track in tracks:
        artist.call("DELETE", f"/music/tracks/{track['id']}")
    for name, track in tracks:
        wait_until(partial(nothing_left, stored, media_of(track)), 60, f"nothing left of {name}")


def some(real: dict[str, Any], kind: str, count: int) -> list[Mutant]:
    every = list(groups(real)[kind])
    return [every[index * len(every) // count] for index in range(count)]


def wrongly_ended(track: dict[str, Any]) -> str | None:
    """Neither ready nor refused in a sentence about the file."""
    reason = str(track["reason"])
    if track["state"] == "ready" or (reason.endswith(".") and "our side" not in reason):
        return None
    return reason

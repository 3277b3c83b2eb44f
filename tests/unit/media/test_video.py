"""Pictures: every one there, in place beside the sound, and the rungs cut at the same ones."""

import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from media.data import ffmpeg
from tests.unit.media.encoded import Made, edit, fragment, hear, packets, stream
from tests.unit.media.files import film, make, sine

SMALL = (64, 36)


def see(path: Path) -> npt.NDArray[np.uint8]:
    """Every picture that ffmpeg decodes, small and grey."""
    command = [str(ffmpeg.tool("ffmpeg")), "-v", "error", "-i", str(path), "-map", "0:v:0"]
    scaled = ["-vf", f"scale={SMALL[0]}:{SMALL[1]}:flags=area", "-fps_mode", "passthrough"]
    raw = subprocess.run(
        [*command, *scaled, "-pix_fmt", "gray", "-f", "rawvideo", "-"],
        capture_output=True,
        check=True,
    )
    assert not raw.stderr, raw.stderr.decode()
    return np.frombuffer(raw.stdout, "u1").reshape(-1, SMALL[1], SMALL[0])


def shape(path: Path) -> dict[str, Any]:
    return dict(ffmpeg.probe(path)["streams"][0])


def keys(made: Made, name: str) -> list[int]:
    found = packets(made.path(name))
    return [at for at, packet in enumerate(found) if packet["flags"].startswith("K")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    folder = tmp_path_factory.mktemp("film")
    arguments = [
        *film(seconds=9.5, size="854x480", rate="30000/1001"),
        *sine(seconds=9.5, rate=48_000),
        *["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le"],
    ]
    original = make(folder / "in.mov", arguments)
    return original, stream(original, folder / "out", kind="video")


def test_every_picture_is_there_and_the_right_one(made: tuple[Path, Made]) -> None:
    original, streams = made
    wanted = see(original)
    assert len(wanted) == 285
    for name in ("h264-480", "h264-360"):
        seen = see(streams.playlist(name))
        assert len(seen) == len(wanted)
        error = np.abs(seen.astype(int) - wanted).mean(axis=(1, 2))
        # testsrc2 moves: a neighbouring picture differs by far more.
        assert error.max() < 6, name
        assert streams.streams[name].duration * 30_000 == 285 * 1001


def test_rungs_are_cut_at_the_same_pictures(made: tuple[Path, Made]) -> None:
    _, streams = made
    assert keys(streams, "h264-480") == keys(streams, "h264-360") == [0, 60, 120, 180, 240]
    for name in ("h264-480", "h264-360"):
        heads = [fragment(path.read_bytes()) for path in streams.segments(name)]
        assert [head.decode_time for head in heads] == [0, 120 * 1001, 240 * 1001]
        assert [len(head.durations) for head in heads] == [120, 120, 45]


def test_groups_are_closed(made: tuple[Path, Made], tmp_path: Path) -> None:
    # Any segment decodes on its own, to all of its pictures.
    _, streams = made
    for number in (2, 3):
        alone = tmp_path / f"{number}.mp4"
        home = streams.folder / "h264-360"
        alone.write_bytes(
            (home / "init.mp4").read_bytes() + (home / f"{number:05d}.m4s").read_bytes()
        )
        assert len(see(alone)) == (120 if number == 2 else 45)


def test_sound_and_pictures_start_at_zero(made: tuple[Path, Made]) -> None:
    _, streams = made
    first = packets(streams.path("h264-480"))
    assert min(packet["pts"] for packet in first) == 0
    assert sorted(packet["pts"] for packet in first) == [1001 * at for at in range(285)]
    # Read by the letter too: ffmpeg forgives offsets below zero, Chromium drops the pictures.
    assert edit(streams, "h264-480") == (285 * 1001, 2 * 1001)
    shown = []
    for segment in streams.segments("h264-480"):
        head = fragment(segment.read_bytes())
        shown += [head.decode_time + at * 1001 + c for at, c in enumerate(head.composition)]
    assert sorted(shown) == [1001 * (2 + at) for at in range(285)]
    assert packets(streams.path("aac-128"))[0]["pts"] == -1024
    assert streams.streams["aac-128"].duration * 48_000 == 9.5 * 48_000


def test_codecs_say_what_was_encoded(made: tuple[Path, Made]) -> None:
    _, streams = made
    found = {name: stream.codecs for name, stream in streams.streams.items()}
    assert found["aac-128"] == "mp4a.40.2"
    for name, profile, number in (("h264-480", "4D40", 77), ("h264-360", "4D40", 77)):
        assert found[name].startswith(f"avc1.{profile}")
        assert shape(streams.path(name))["profile"] == {77: "Main"}[number]
    master = (streams.folder / "master.m3u8").read_text()
    assert f'CODECS="{found["h264-480"]},mp4a.40.2"' in master


def test_portrait_is_turned_and_kept(tmp_path: Path) -> None:
    flat = make(tmp_path / "flat.mp4", [*film(seconds=1.2, size="640x360"), "-c:v", "libx264"])
    turned = tmp_path / "turned.mp4"
    ffmpeg.run(["-display_rotation", "90", "-i", str(flat), "-c", "copy", str(turned)], seconds=60)
    made = stream(turned, tmp_path / "out", kind="video")
    assert list(made.streams) == ["h264-360"]
    picture = shape(made.path("h264-360"))
    assert (picture["width"], picture["height"]) == (360, 640)
    assert "side_data_list" not in picture
    assert "AUDIO=" not in (tmp_path / "out" / "master.m3u8").read_text()
    # Upright: as ffmpeg itself would turn it.
    assert np.abs(see(made.path("h264-360")).astype(int) - see(turned)).mean() < 6


def test_odd_stretched_pictures_become_even_and_square(tmp_path: Path) -> None:
    arguments = [*film(seconds=1.2, size="361x287"), "-vf", "setsar=16/11", "-c:v", "ffv1"]
    made = stream(make(tmp_path / "in.mkv", arguments), tmp_path / "out", kind="video")
    best = next(iter(made.streams))
    picture = shape(made.path(best))
    assert (picture["width"], picture["height"]) == (524, 286)
    assert picture["sample_aspect_ratio"] == "1:1"
    assert picture["pix_fmt"] == "yuv420p"


def test_a_variable_frame_rate_becomes_constant(tmp_path: Path) -> None:
    # 2 s of 60 pictures a second and 4 s of 20: at their average of 33 the fast ones would go.
    arguments = [
        *film(seconds=6, size="320x180", rate="60"),
        *["-vf", "select='lt(n,120)+not(mod(n,3))',settb=1/60", "-fps_mode", "vfr"],
        *["-c:v", "libx264"],
    ]
    original = make(tmp_path / "in.mp4", arguments)
    made = stream(original, tmp_path / "out", kind="video")
    name = next(iter(made.streams))
    pts = sorted(packet["pts"] for packet in packets(made.path(name)))
    assert {after - before for before, after in pairwise(pts)} == {1000}
    assert made.plan.rendition(name).frame_rate == "60/1"
    assert made.streams[name].duration == 6
    fast = see(made.path(name))[:120].astype(int)
    assert np.abs(fast - see(original)[:120]).mean(axis=(1, 2)).max() < 6


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_an_avi_gives_each_picture_once(tmp_path: Path, codec: str) -> None:
    arguments = [*film(seconds=4, size="320x180", rate="30"), "-c:v", codec]
    original = make(tmp_path / "in.avi", arguments)
    made = stream(original, tmp_path / "out", kind="video")
    assert len(packets(made.path(next(iter(made.streams))))) == len(see(original)) == 120


def test_sound_that_begins_late_keeps_its_place(tmp_path: Path) -> None:
    late = ["-itsoffset", "0.5", *sine(seconds=1.5, rate=48_000, level=-6)]
    arguments = [*film(seconds=2, size="160x90"), *late, "-c:v", "libx264", "-c:a", "pcm_s16le"]
    made = stream(make(tmp_path / "in.mov", arguments), tmp_path / "out", kind="video")
    heard = np.abs(hear(made.playlist("aac-128"), 1)[:, 0])
    assert heard[:23_000].max() < 0.02
    assert heard[24_500:48_000].max() > 0.4


def test_chunks_of_pictures_join(made: tuple[Path, Made], tmp_path: Path) -> None:
    original, serial = made
    names = ["h264-360"]
    joined = stream(original, tmp_path / "out", kind="video", only=names, cuts=[1, 2])
    assert keys(joined, "h264-360") == keys(serial, "h264-360")
    pts = [packet["pts"] for packet in packets(joined.path("h264-360"))]
    assert sorted(pts) == [1001 * at for at in range(285)]
    seen = see(joined.playlist("h264-360")).astype(int)
    assert np.abs(seen - see(original)).mean(axis=(1, 2)).max() < 6

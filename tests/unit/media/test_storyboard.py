"""A storyboard shows the right picture at every moment, and never stops the film."""

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from media.data import ffmpeg
from media.domain import storyboard as board
from media.domain.jobs import Job
from media.domain.storyboard import Steps, webvtt
from media.steps import probe, storyboard
from tests.unit.media.files import film, make, sine, stored, streamed

X264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]


def cues(text: str) -> list[tuple[int, int, str, tuple[int, int, int, int]]]:
    """(start, end, sheet, x y w h), times in milliseconds."""

    def time(clock: str) -> int:
        hours, minutes, seconds = clock.split(":")
        return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)

    head, *blocks = text.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        match = re.fullmatch(
            r"(\S+) --> (\S+)\n(storyboard-\d\.jpg)#xywh=(\d+),(\d+),(\d+),(\d+)", block
        )
        assert match, block
        start, end, sheet, *rectangle = match.groups()
        x, y, w, h = map(int, rectangle)
        found.append((time(start), time(end), sheet, (x, y, w, h)))
    return found


@given(st.floats(1, 24 * 3600), st.data())
def test_cues_follow_each_other_from_the_start_to_the_end(seconds: float, data: Any) -> None:
    steps = Steps.of(seconds)
    assert 1 <= steps.count <= board.MOST_STEPS
    begins = data.draw(st.sets(st.integers(0, steps.count - 1), min_size=1).map(sorted))
    found = cues(webvtt(steps, begins, 160, 90))
    assert len(found) == len(begins)
    assert (found[0][0], found[-1][1]) == (0, round(seconds * 1000))
    assert all(start < end for start, end, *_ in found)
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert len({(sheet, *rectangle) for _, _, sheet, rectangle in found}) == len(found)
    assert all(x + w <= 1600 and y + h <= 900 for *_, (x, y, w, h) in found)


def step(path: Path) -> tuple[Job, dict[str, Any], dict[str, bytes]]:
    """Run the step: its job, its answer, and what it wrote by name."""
    job = stored(path, "video")
    source = probe.handler({"job": job.as_dict()}, None)
    answer = storyboard.handler({"job": job.as_dict(), "source": source}, None)
    written = {key.removeprefix(job.prefix): body for key, body in streamed().items()}
    return job, answer, written


def tiles(written: dict[str, bytes]) -> list[tuple[int, int, Image.Image]]:
    sheets = {name: Image.open(BytesIO(body)) for name, body in written.items() if "jpg" in name}
    return [
        (start, end, sheets[sheet].crop((x, y, x + w, y + h)))
        for start, end, sheet, (x, y, w, h) in cues(written["storyboard.vtt"].decode())
    ]


def colour(picture: Image.Image) -> tuple[int, ...]:
    pixel = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return tuple(pixel)


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.mp4", [*X264, "-g", "40"]),
        ("a.mkv", ["-c:v", "libx265", "-x265-params", "log-level=none:keyint=40:open-gop=1"]),
        ("a.avi", [*X264, "-g", "40", "-bf", "2"]),
        ("a.webm", ["-c:v", "libvpx", "-deadline", "realtime", "-g", "40"]),
        ("a.mov", ["-c:v", "prores"]),
    ],
)
def test_every_moment_has_its_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, codec: list[str]
) -> None:
    colours = ["red", "lime", "blue", "white", "black"]
    scenes = ";".join(f"color={c}:s=640x360:r=10:d=6[{c}]" for c in colours)
    joined = f"{scenes};{''.join(f'[{c}]' for c in colours)}concat=n=5"
    made = make(tmp_path / name, ["-filter_complex", joined, *codec])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    _, answer, written = step(made)
    assert answer == {"storyboard": "storyboard.vtt"}
    assert set(written) == {"storyboard.vtt", "storyboard-1.jpg"}
    shown = tiles(written)
    assert (shown[0][0], shown[-1][1]) == (0, 30_000)
    wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)]
    for start, end, picture in shown:
        assert picture.size == (160, 90)
        # Of the step that the cue begins with; a key frame may come four seconds late.
        scenes_there = {wanted[at // 6000] for at in (start, min(start + 1900, end - 1))}
        near = [abs(a - b) for c in scenes_there for a, b in zip(colour(picture), c, strict=True)]
        assert min(max(near[at : at + 3]) for at in range(0, len(near), 3)) < 60, start
    assert {colour(picture)[0] > 128 for _, _, picture in shown} == {True, False}
    assert list(scratch.iterdir()) == []


@pytest.mark.usefixtures("aws")
def test_a_turned_film_has_turned_tiles(tmp_path: Path) -> None:
    flat = make(tmp_path / "f.mp4", [*film(seconds=5, size="640x320"), *X264])
    turned = make(tmp_path / "t.mp4", ["-display_rotation", "90", "-i", str(flat), "-c", "copy"])
    _, _, written = step(turned)
    assert {picture.size for *_, picture in tiles(written)} == {(80, 160)}


@pytest.mark.usefixtures("aws")
def test_a_day_is_shown_on_five_sheets(tmp_path: Path) -> None:
    day = ["-f", "lavfi", "-i", "testsrc2=s=64x36:r=1/30:d=86400", *X264, "-g", "1"]
    _, answer, written = step(make(tmp_path / "day.mkv", day))
    assert answer["storyboard"]
    assert sorted(written) == [*(f"storyboard-{n}.jpg" for n in range(1, 6)), "storyboard.vtt"]
    assert 450 < len(tiles(written)) <= board.MOST_STEPS
    assert {picture.size for *_, picture in tiles(written)} == {(64, 36)}, "none is blown up"


@pytest.mark.usefixtures("aws")
def test_one_key_frame_is_shown_all_along(tmp_path: Path) -> None:
    options = [*X264, "-g", "9999", "-keyint_min", "9998", "-sc_threshold", "0"]
    _, _, written = step(make(tmp_path / "one.mp4", [*film(seconds=9), *options]))
    assert [(start, end) for start, end, _ in tiles(written)] == [(0, 9000)]


@pytest.mark.usefixtures("aws")
def test_a_film_that_cannot_be_decoded_has_none(tmp_path: Path) -> None:
    made = make(tmp_path / "a.mp4", [*film(seconds=4), *X264, "-movflags", "+faststart"])
    body = made.read_bytes()
    at = body.index(b"mdat") + 4
    made.write_bytes(body[:at] + b"\x55" * (len(body) - at))
    _, answer, written = step(made)
    assert (answer, written) == ({"storyboard": None}, {})


@pytest.mark.usefixtures("aws")
def test_a_film_that_takes_too_long_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.data.storyboard.SECONDS", 0.0)
    _, answer, written = step(make(tmp_path / "a.mp4", [*film(seconds=4), *X264]))
    assert (answer, written) == ({"storyboard": None}, {})


@pytest.mark.usefixtures("aws")
def test_a_song_is_not_even_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = stored(make(tmp_path / "a.flac", sine()))
    source = probe.handler({"job": job.as_dict()}, None)
    monkeypatch.setattr("media.data.storage.download", lambda *_: 1 / 0)
    answer = storyboard.handler({"job": job.as_dict(), "source": source}, None)
    assert answer == {"storyboard": None}


@pytest.mark.usefixtures("aws")
def test_only_key_frames_and_few_of_them_reach_the_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "a.mov", [*film(seconds=9, rate="25"), "-c:v", "mjpeg", "-q:v", "20"])
    seen: list[list[str]] = []
    stream = ffmpeg.stream

    def noted(args: list[str], **options: Any) -> Any:
        seen.append(args)
        return stream(args, **options)

    monkeypatch.setattr(ffmpeg, "stream", noted)
    _, answer, _ = step(made)
    assert answer["storyboard"]
    before = [*seen[0][: seen[0].index("-i")], "-i", str(made)]
    passed = ffmpeg.capture(
        [*before, "-map", "0:v", "-c", "copy", "-f", "framecrc", "pipe:1"],
        seconds=20,
        max_bytes=100_000,
    )
    assert len([line for line in passed.splitlines() if not line.startswith(b"#")]) == 5

"""A film in chunks: every picture of the serial encode, once, and as good."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from media.data import ffmpeg, footage
from tests.real_files import bunny
from tests.unit.media.encoded import Made, packets, stream
from tests.unit.media.files import film, make
from tests.unit.media.test_video import see

SECONDS = 90
RUNG = "h264-360"


def similarity(of: Path, to: Path) -> tuple[float, int]:
    """The SSIM of a rendition's pictures to its source's, and how many there are."""
    command = [
        *[str(ffmpeg.tool("ffmpeg")), "-nostdin", "-v", "info", "-i", str(of), "-i", str(to)],
        *["-lavfi", "[1:v]scale=640:360:flags=bicubic[to];[0:v][to]ssim", "-f", "null", "-"],
    ]
    said = subprocess.run(command, capture_output=True, check=True).stderr.decode()
    whole = re.search(r"SSIM .*All:([\d.]+)", said)
    frames = re.findall(r"frame= *(\d+)", said)
    assert whole
    return float(whole[1]), int(frames[-1])


def test_chunks_are_as_good_as_one_worker(tmp_path: Path) -> None:
    original = tmp_path / "in.mp4"
    ffmpeg.run(["-i", str(bunny()), "-t", str(SECONDS), "-c", "copy", str(original)], seconds=60)
    serial, chunked = (
        stream(original, tmp_path / name, kind="video", only=[RUNG], cuts=cuts)
        for name, cuts in (("serial", []), ("chunked", [4, 8, 12, 16, 20]))
    )
    assert same_times(serial, chunked, RUNG)
    (one, frames), (many, joined) = (
        similarity(made.path(RUNG), original) for made in (serial, chunked)
    )
    assert joined == frames == len(packets(original))
    assert many > one - 0.002
    # No picture stands for another: each is near the one of the serial encode.
    differences = np.abs(see(chunked.path(RUNG)).astype(int) - see(serial.path(RUNG)))
    assert differences.mean(axis=(1, 2)).max() < 6


def same_times(serial: Made, chunked: Made, name: str) -> bool:
    ours, theirs = (
        [(p["pts"], p["dts"], p["duration"]) for p in packets(made.path(name))]
        for made in (chunked, serial)
    )
    return sorted(pts for pts, *_ in ours) == sorted(pts for pts, *_ in theirs)


FILMS = {
    "B-frames in MP4": ("mp4", ["-c:v", "libx264", "-bf", "3", "-g", "47"]),
    "MOV at 29.97": ("mov", ["-r", "30000/1001", "-c:v", "libx264", "-bf", "2", "-g", "200"]),
    "Matroska, rounded times": ("mkv", ["-r", "30000/1001", "-c:v", "libx264", "-g", "60"]),
    "open groups": ("mp4", ["-c:v", "libx264", "-x264-params", "open-gop=1:keyint=40:bframes=3"]),
    "VP9": ("webm", ["-c:v", "libvpx-vp9", "-cpu-used", "8", "-deadline", "realtime"]),
    "MPEG-4": ("mp4", ["-c:v", "mpeg4", "-bf", "2", "-g", "30"]),
    "all key frames": ("mov", ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p"]),
    "fragments": ("mp4", ["-c:v", "libx264", "-g", "45", "-movflags", "frag_keyframe+empty_moov"]),
    "a late beginning": ("mp4", ["-c:v", "libx264", "-output_ts_offset", "1.3"]),
    "interlaced": ("mkv", ["-c:v", "libx264", "-flags", "+ildct+ilme", "-x264-params", "tff=1"]),
    "variable": ("mkv", ["-vf", "select='not(mod(n\\,7))+lt(n\\,90)'", "-fps_mode", "vfr"]),
    "AVI": ("avi", ["-c:v", "mpeg4"]),
}


@pytest.mark.parametrize("name", FILMS)
def test_each_picture_once_whatever_the_container(name: str, tmp_path: Path) -> None:
    suffix, arguments = FILMS[name]
    # Each picture is told from the next by the counter in it.
    source = film(seconds=14.2, size="320x180", rate="30")
    original = make(tmp_path / f"in.{suffix}", [*source, *arguments, "-threads", "2"])
    serial, chunked = (
        stream(original, tmp_path / name, kind="video", cuts=cuts)
        for name, cuts in (("serial", []), ("chunked", [1, 2]))
    )
    assert same_times(serial, chunked, RUNG)
    ours, theirs = (see(made.path(RUNG)).astype(int) for made in (chunked, serial))
    assert len(ours) == len(theirs) > 200
    differences = np.abs(ours - theirs).mean(axis=(1, 2))
    assert differences.max() < 2.5, int(differences.argmax())


def test_where_a_seek_leads_astray_all_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*film(seconds=14.2, size="320x180", rate="30"), "-c:v", "libx264", "-g", "30"]
    original = make(tmp_path / "in.mp4", arguments)
    # Beginning two seconds after the chunk does, as with a wrong index.
    monkeypatch.setattr(footage, "MARGIN_SECONDS", -2)
    serial, chunked = (
        stream(original, tmp_path / name, kind="video", cuts=cuts)
        for name, cuts in (("serial", []), ("chunked", [1, 2]))
    )
    assert same_times(serial, chunked, RUNG)
    ours, theirs = (see(made.path(RUNG)).astype(int) for made in (chunked, serial))
    assert np.abs(ours - theirs).mean(axis=(1, 2)).max() < 2.5


def test_pictures_that_end_before_their_film_end_there(tmp_path: Path) -> None:
    arguments = [*film(seconds=9, size="320x180", rate="30"), "-c:v", "libx264"]
    original = make(tmp_path / "in.mp4", arguments)
    made = stream(original, tmp_path / "out", kind="video", cuts=[1, 4, 6])
    assert len(packets(made.path(RUNG))) == 270
    assert made.streams[RUNG].duration == 9

"""What an I-frame playlist names: one whole key picture each, the first of its segment."""

import re
import subprocess
from pathlib import Path

import pytest

from media.data import ffmpeg
from media.domain import playlists
from tests.unit.media.encoded import Made, stream
from tests.unit.media.files import film, make, sine


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("film")
    sound = [*sine(seconds=21, rate=48_000), "-c:a", "pcm_s16le"]
    given = [*film(seconds=21, size="640x360", rate="25"), *sound, "-c:v", "libx264"]
    original = make(folder / "in.mov", [*given, "-preset", "ultrafast"])
    return stream(original, folder / "out", kind="video", cuts=[2])


def pictures(path: Path) -> list[str]:
    """A hash of each picture that ffmpeg decodes of a file."""
    command = [str(ffmpeg.tool("ffmpeg")), "-v", "fatal", "-i", str(path), "-map", "0:v:0"]
    said = subprocess.run(
        [*command, "-fps_mode", "passthrough", "-f", "framehash", "-hash", "md5", "-"],
        capture_output=True,
        check=False,  # A picture cut short is an error, and none.
        text=True,
    )
    return [line.split()[-1] for line in said.stdout.splitlines() if line[0] != "#"]


def test_each_range_is_one_key_picture_and_the_right_one(made: Made, tmp_path: Path) -> None:
    iframes = made.streams["h264-360"].iframes
    assert iframes is not None
    listed = re.findall(
        r"#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@0\n(\d+\.m4s)",
        playlists.iframe_playlist(iframes),
    )
    segments = made.segments("h264-360")
    assert [name for _, _, name in listed] == [path.name for path in segments]
    assert len(segments) > 4
    assert sum(float(seconds) for seconds, *_ in listed) == pytest.approx(21, abs=1e-5)
    init = (made.folder / "h264-360" / "init.mp4").read_bytes()
    all_of_them = pictures(made.path("h264-360"))
    at = 0
    for seconds, length, name in listed:
        body = (made.folder / "h264-360" / name).read_bytes()
        assert 0 < int(length) < len(body)
        only = tmp_path / f"{name}.mp4"
        only.write_bytes(init + body[: int(length)])
        assert pictures(only) == [all_of_them[at]]
        only.write_bytes(init + body[: int(length) - 1])
        assert pictures(only) != [all_of_them[at]], "not a byte more than it takes"
        at += round(float(seconds) * 25)
    assert at == len(all_of_them)


def test_the_master_says_what_they_take(made: Made) -> None:
    iframes = made.streams["h264-360"].iframes
    assert iframes is not None
    master = (made.folder / "master.m3u8").read_text()
    (line,) = re.findall(r"#EXT-X-I-FRAME-STREAM-INF:.*", master)
    assert 'URI="h264-360/iframes.m3u8"' in line
    # All of them last four seconds but the last, which is too short to count.
    most = max(8 * key * iframes.timescale / ticks for ticks, key in iframes.segments[:-1])
    (said,) = re.findall(r":BANDWIDTH=(\d+)", line)
    assert most <= int(said) < made.streams["h264-360"].bandwidth

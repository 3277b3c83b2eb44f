"""ffmpeg is bounded in time, memory, output and reach, and knows no secret of ours."""

import os
import time
from pathlib import Path

import ffmpeg as graphs
import pytest

from media.data import ffmpeg
from tests.unit.media.files import film, make, sine

ENDLESS = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30"]


def test_progress_is_told_in_seconds_of_output(tmp_path: Path) -> None:
    heard: list[float] = []
    arguments = [*sine(seconds=5), str(tmp_path / "a.flac")]
    ffmpeg.run(arguments, seconds=30, on_progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(5, abs=0.05)


def test_a_graph_of_ffmpeg_python_runs_as_it_is(tmp_path: Path) -> None:
    source = make(tmp_path / "a.wav", sine(seconds=1))
    node = graphs.input(str(source)).audio.filter("atrim", end_sample=1000)
    pcm = ffmpeg.capture(node.output("pipe:1", f="s16le"), seconds=10, max_bytes=10_000)
    assert len(pcm) == 2 * 1000


def test_the_clock_kills(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ffmpeg.ToolTimedOut):
        ffmpeg.run([*ENDLESS, "-c:v", "mpeg4", str(tmp_path / "a.mp4")], seconds=0.7)
    assert time.monotonic() - began < 5


def test_memory_processor_time_and_output_are_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Limits are set from outside just after the start, so the stand-in waits for the first.
    _stand_in(
        tmp_path,
        monkeypatch,
        'while [ "$(ulimit -v)" = unlimited ]; do :; done\n'
        'while [ "$(ulimit -c)" != 0 ]; do :; done\n'
        'echo "v $(ulimit -v) t $(ulimit -t) f $(ulimit -f)" >&2\nexit 3\n',
    )
    with pytest.raises(ffmpeg.ToolFailed) as failed:
        ffmpeg.run([], seconds=10, memory_bytes=512 * ffmpeg.MIB, output_bytes=1024 * 1024)
    said = failed.value.stderr_tail.split()
    assert said[1] == str(512 * 1024)
    assert int(said[3]) == 10 * (os.cpu_count() or 1) + 1
    assert int(said[5]) in (1024, 2048), "kilobytes, or blocks of 512"


def test_output_is_bounded(tmp_path: Path) -> None:
    out = tmp_path / "a.wav"
    with pytest.raises(ffmpeg.ToolFailed):
        ffmpeg.run([*sine(seconds=60), str(out)], seconds=20, output_bytes=100_000)
    assert out.stat().st_size <= 100_000
    with pytest.raises(ffmpeg.ToolFailed, match="more than"):
        ffmpeg.capture([*sine(seconds=9), "-f", "wav", "pipe:1"], seconds=20, max_bytes=100_000)


def test_an_abandoned_stream_leaves_no_process() -> None:
    before = _children()
    blocks = ffmpeg.stream([*ENDLESS, "-f", "rawvideo", "pipe:1"], seconds=30)
    assert len(next(blocks)) == ffmpeg.MIB
    assert _children() - before
    blocks.close()  # type: ignore[attr-defined]
    assert not _children() - before


def test_complaints_are_kept_to_a_tail(tmp_path: Path) -> None:
    with pytest.raises(ffmpeg.ToolFailed) as failed:
        ffmpeg.run(["-i", str(tmp_path / ("x" * 200)), "-f", "null", "-"], seconds=10)
    assert "No such file" in failed.value.stderr_tail
    assert len(failed.value.stderr_tail) <= ffmpeg.STDERR_TAIL
    assert len(str(failed.value)) < 700


def test_no_credential_reaches_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _stand_in(tmp_path, monkeypatch, "/usr/bin/env >&2\nexit 3\n")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    with pytest.raises(ffmpeg.ToolFailed) as failed:
        ffmpeg.run(["anything; touch pwned"], seconds=10)
    assert failed.value.returncode == 3
    assert "LC_ALL=C" in failed.value.stderr_tail
    assert "secret" not in failed.value.stderr_tail.lower()


@pytest.mark.parametrize(
    "inside",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{secret}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{secret}'\n",
    ],
)
def test_the_decoder_too_opens_no_list(tmp_path: Path, inside: str) -> None:
    secret = make(tmp_path / "secret.wav", sine())
    hostile = tmp_path / "song"
    hostile.write_text(inside.format(secret=secret))
    with pytest.raises(ffmpeg.ToolFailed):
        ffmpeg.capture(["-i", str(hostile), "-f", "wav", "pipe:1"], seconds=10, max_bytes=10**7)


def test_the_prober_opens_no_list_either(tmp_path: Path) -> None:
    make(tmp_path / "listed.wav", sine(seconds=1))
    posing = tmp_path / "song.mp3"
    posing.write_text("ffconcat version 1.0\nfile listed.wav\n")
    with pytest.raises(ffmpeg.ToolFailed, match="not on whitelist"):
        ffmpeg.probe(posing)


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/a.wav", "concat:{a}|{a}", "subfile,,:{a}"])
def test_no_protocol_but_file(tmp_path: Path, name: str) -> None:
    a = make(tmp_path / "a.wav", sine(seconds=1))
    with pytest.raises(ffmpeg.ToolFailed, match=r"whitelist|Protocol not|Invalid argument"):
        ffmpeg.capture(["-i", name.format(a=a), "-f", "wav", "pipe:1"], seconds=10, max_bytes=10**7)


def test_only_named_decoders_open(tmp_path: Path) -> None:
    ours = make(tmp_path / "a.mkv", [*film(seconds=0.2), "-c:v", "ffv1"])
    ffmpeg.run(["-i", str(ours), "-f", "null", "-"], seconds=10)
    other = make(tmp_path / "b.mkv", [*film(seconds=0.2), "-c:v", "snow"])
    with pytest.raises(ffmpeg.ToolFailed, match="Error while opening decoder"):
        ffmpeg.run(["-i", str(other), "-f", "null", "-"], seconds=10)


def _children() -> set[int]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and fields[0] != "Z":
            found.add(int(status.parent.name))
    return found


def _stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A shell script in ffmpeg's place."""
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)
    monkeypatch.setenv("FFMPEG_HOME", str(folder))

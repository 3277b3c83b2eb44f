"""How long a file is: packets are believed, and headers where the packets bear them out."""

from dataclasses import replace
from pathlib import Path

import pytest

from media.data import ffmpeg, packets
from media.domain import extent
from media.domain.accepted import LONGEST_SECONDS
from media.domain.extent import showing, sounding
from media.domain.isobmff import NoTrackError, read_track
from media.domain.rejections import Rejected, of_unreadable
from media.domain.source import Source
from media.steps import measure, probe
from tests.mutants.bombs import opus_silence
from tests.unit.media.files import film, make, sine

PATTERN = 3 * 44_100


def looked_at(path: Path, kind: str = "audio") -> Source:
    return probe.look(str(path), kind)


def flac_of(path: Path, samples: int) -> Path:
    """Three seconds, whose header states so many samples."""
    made = bytearray(make(path, [*sine(), "-sample_fmt", "s16"]).read_bytes())
    assert int.from_bytes(made[21:26], "big") & (1 << 36) - 1 == PATTERN
    made[22:26] = samples.to_bytes(4, "big")
    path.write_bytes(made)
    return path


def test_more_than_is_stated_counts(tmp_path: Path) -> None:
    assert looked_at(flac_of(tmp_path / "a.flac", 2 * 44_100)).duration == pytest.approx(3, abs=0.1)


def test_less_than_is_stated_is_a_cut_off_file(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="cut_off"):
        looked_at(flac_of(tmp_path / "a.flac", 6 * 44_100))


def test_what_only_guesses_its_length_is_not_believed(tmp_path: Path) -> None:
    # Two bit rates, the first in all that ffprobe looks at: it takes the whole for that.
    slow = make(tmp_path / "s.mp3", [*sine(seconds=30), "-b:a", "32k", "-write_xing", "0"])
    fast = make(tmp_path / "f.mp3", [*sine(seconds=30), "-b:a", "320k", "-write_xing", "0"])
    both = tmp_path / "both.mp3"
    both.write_bytes(slow.read_bytes() + fast.read_bytes())
    assert float(ffmpeg.probe(both)["format"]["duration"]) > 100
    source = looked_at(both)
    assert source.duration == pytest.approx(60, abs=0.5)
    assert source.bit_rate == pytest.approx(176_000, rel=0.05)


def test_a_day_is_counted_in_packets(tmp_path: Path) -> None:
    source = looked_at(make(tmp_path / "a.mp3", sine()))
    assert sounding(source, LONGEST_SECONDS).duration == LONGEST_SECONDS
    for kind in ("audio", "video"):
        with pytest.raises(Rejected, match="too_long"):
            sounding(replace(source, kind=kind), LONGEST_SECONDS + 1)
    with pytest.raises(Rejected, match="too_short"):
        sounding(source, 0.9)
    with pytest.raises(Rejected, match="broken"):
        sounding(source, 0.0)


def test_pictures_reach_no_further_than_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = looked_at(make(tmp_path / "a.mp4", film()), "video")
    assert showing(source, [(0, 1), (1, 1)]).duration == source.duration
    assert showing(source, [(0, 1), (3600, 1)]).duration == 3601
    with pytest.raises(Rejected, match="too_long"):
        showing(source, [(0, 1), (1, 90_000)])
    with pytest.raises(Rejected, match="broken"):
        showing(source, [])
    monkeypatch.setattr(extent, "MOST_PICTURES", 100)
    assert showing(source, [(0, 2)] * 100).video
    with pytest.raises(Rejected, match="too_long"):
        showing(source, [(0, 2)] * 101)


def test_what_begins_as_media_is_damaged_and_the_rest_is_something_else() -> None:
    said = "original: Invalid data found when processing input"
    for head in (b"RIFF\0\0\0\0", b"\0\0\0\x20ftypM4A ", b"\xff\xfb\x90", b"OggS", b"ID3\x04", b""):
        assert of_unreadable(said, head).code == "broken"
    for head in (b"#EXTM3U\n", b"<svg", b"PK\3\4", b"\0" * 16, b"v=0\r\no=-", b"ffconcat"):
        assert of_unreadable(said, head).code == "unsupported_container"
    tracks = "Number of streams exceeds max_streams parameter (64)"
    assert of_unreadable(tracks, b"\0\0\0\x20ftyp").code == "too_many_streams"


def test_who_is_at_fault_when_ffmpeg_ends_badly(tmp_path: Path) -> None:
    silent = "Nothing was written, because at least one of its streams received no packets."
    assert ffmpeg.ToolFailed(234, silent).refusal == "broken"
    assert ffmpeg.ToolFailed(-11, "").refusal == "broken", "a decoder that fell over it"
    assert ffmpeg.ToolFailed(-9, "").refusal is None
    assert ffmpeg.ToolFailed(-9, "").killed
    path = make(tmp_path / "a.mp4", film())
    huge = ["-i", str(path), "-vf", "scale=16000:16000", "-frames:v", "1", "-f", "null", "-"]
    with pytest.raises(ffmpeg.ToolFailed) as failed:
        ffmpeg.run(huge, seconds=20, memory_bytes=300 * ffmpeg.MIB)
    assert failed.value.refusal == "too_demanding"


def test_a_machine_that_has_no_memory_is_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "a.flac", sine())
    source = looked_at(path)

    def killed(*_: object, **__: object) -> None:
        raise ffmpeg.ToolFailed(-9, "")

    monkeypatch.setattr(measure, "decode", killed)
    monkeypatch.setattr(ffmpeg, "probe", killed)
    with pytest.raises(ffmpeg.ToolFailed):
        measure.listen(path, source)
    with pytest.raises(ffmpeg.ToolFailed):
        looked_at(path)


def test_a_film_whose_sound_is_stated_and_not_there_is_silent(tmp_path: Path) -> None:
    both = [*film(), *sine(), "-c:v", "libx264", "-c:a", "aac"]
    source = looked_at(make(tmp_path / "a.mp4", both), "video")
    assert source.audio
    assert sounding(source, 0.5).audio == source.audio
    assert sounding(source, 0.0).audio is None


def test_what_no_frame_came_out_of_is_damaged(tmp_path: Path) -> None:
    empty = make(tmp_path / "a.mp4", [*sine(), "-frames:a", "0", "-c:a", "aac"])
    with pytest.raises(NoTrackError):
        read_track(empty.read_bytes())


def test_packets_that_all_state_one_time_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.opus"
    path.write_bytes(opus_silence(300, says=60))
    assert packets.length(path, 0, seconds=20) == pytest.approx(300, abs=31)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
@pytest.mark.parametrize("sound", [[], sine(seconds=10)])
def test_a_film_that_was_cut_off_is_refused(tmp_path: Path, name: str, sound: list[str]) -> None:
    options = ["-c:v", "libx264", "-movflags", "+faststart"]
    path = make(tmp_path / name, [*film(seconds=10), *sound, *options])
    assert looked_at(path, "video").duration == pytest.approx(10, abs=0.1)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 6 // 10])
    with pytest.raises(Rejected, match="cut_off"):
        looked_at(path, "video")


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_sound_may_go_on_without_pictures(tmp_path: Path, name: str) -> None:
    both = [*film(seconds=3), *sine(seconds=10), "-c:v", "libx264"]
    assert looked_at(make(tmp_path / name, both), "video").duration == pytest.approx(10, abs=0.1)

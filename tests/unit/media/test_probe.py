"""What an upload may be: every format of the promise, and each refusal with its reason."""

import json
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from media.data import ffmpeg
from media.domain.pictures import counted
from media.domain.rejections import SENTENCES, Rejected, of_unreadable, reason
from media.domain.source import Source, Video
from media.steps import probe
from tests.unit.media.files import film, make, sine, stored
from tests.unit.media.test_plan import FILM

SOUNDS = {
    "wav": (["-c:a", "pcm_s24le", "-ac", "2"], "wav", "pcm_s24le", 24),
    "flac": (["-sample_fmt", "s16"], "flac", "flac", 16),
    "m4a": (["-c:a", "alac", "-sample_fmt", "s16p"], "mp4", "alac", 16),
    "aac.m4a": (["-c:a", "aac"], "mp4", "aac", None),
    "aiff": ([], "aiff", "pcm_s16be", 16),
    "mp3": ([], "mp3", "mp3", None),
    "ogg": (["-c:a", "vorbis", "-strict", "-2", "-ac", "2"], "ogg", "vorbis", None),
    "opus": (["-c:a", "libopus"], "ogg", "opus", None),
    "wma": (["-c:a", "wmav2"], "asf", "wmav2", None),
}

FILMS = {
    "mp4": (["-c:v", "libx264", "-c:a", "aac"], "mp4", "h264", "aac"),
    "mov": (["-c:v", "prores", "-c:a", "pcm_s16le"], "mp4", "prores", "pcm_s16le"),
    "mkv": (["-c:v", "libx264", "-c:a", "flac"], "matroska", "h264", "flac"),
    "webm": (
        ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"],
        "matroska",
        "vp8",
        "opus",
    ),
    "avi": (["-c:v", "mpeg4", "-c:a", "mp3"], "avi", "mpeg4", "mp3"),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_is_accepted_whatever_its_name(tmp_path: Path, name: str) -> None:
    options, container, codec, depth = SOUNDS[name]
    made = make(tmp_path / f"made.{name}", [*sine(), *options])
    source = probe.look(str(made.rename(tmp_path / "original")), "audio")
    assert source.audio is not None
    assert (source.container, source.audio.codec) == (container, codec)
    assert source.audio.lossless is (depth is not None)
    assert source.audio.bit_depth == depth
    assert source.audio.sample_rate == (48_000 if codec == "opus" else 44_100)
    assert source.duration == pytest.approx(3, abs=0.06)
    assert source.size == (tmp_path / "original").stat().st_size
    assert source.video is None
    assert source.audio.bit_rate
    assert Source.from_dict(json.loads(json.dumps(source.as_dict()))) == source


@pytest.mark.parametrize("name", FILMS)
def test_film_is_accepted(tmp_path: Path, name: str) -> None:
    options, container, picture, sound = FILMS[name]
    made = make(tmp_path / f"made.{name}", [*film(), *sine(seconds=2), *options])
    source = probe.look(str(made), "video")
    assert source.video is not None
    assert source.audio is not None
    found = (source.container, source.video.codec, source.audio.codec)
    assert found == (container, picture, sound)
    assert (source.video.width, source.video.height) == (322, 182)
    assert source.video.frame_rate == "30/1"
    assert source.video.variable_frame_rate is False
    assert Source.from_dict(json.loads(json.dumps(source.as_dict()))) == source


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (192_000, 2), (48_000, 6)])
def test_rates_and_channels_of_the_promise(tmp_path: Path, rate: int, channels: int) -> None:
    made = make(tmp_path / "a.wav", [*sine(seconds=1.2, rate=rate), "-ac", str(channels)])
    source = probe.look(str(made), "audio")
    assert source.audio is not None
    assert (source.audio.sample_rate, source.audio.channels) == (rate, channels)


def test_a_turned_film_with_odd_pixels_is_described_as_shown(tmp_path: Path) -> None:
    upright = make(tmp_path / "u.mp4", [*film(), "-vf", "setsar=4/3", "-c:v", "libx264"])
    turned = tmp_path / "t.mp4"
    make(turned, ["-display_rotation", "90", "-i", str(upright), "-c", "copy"])
    video = probe.look(str(turned), "video").video
    assert video is not None
    assert (video.coded_width, video.coded_height) == (322, 182)
    assert (video.width, video.height) == (182, 429)
    assert video.rotation == 270, "ffmpeg's 90 is anticlockwise"
    assert video.sample_aspect_ratio == "4/3"


def test_variable_frame_rate_is_seen(tmp_path: Path) -> None:
    vary = ["-vf", "setpts='if(lt(N,30),N/30,1+(N-30)/10)/TB'", "-fps_mode", "vfr"]
    made = make(tmp_path / "v.mp4", [*film(seconds=2), *vary, "-c:v", "libx264"])
    video = probe.look(str(made), "video").video
    assert video is not None
    assert video.variable_frame_rate is True
    assert video.peak_rate == "30/1"


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_fast_beginning_sets_the_pace(tmp_path: Path, suffix: str) -> None:
    # 2 s of 60 and 4 s of 20 a second; Matroska's header says 60 and nothing else.
    slow = ["-vf", "select='lt(n,120)+not(mod(n,3))',settb=1/60", "-fps_mode", "vfr"]
    made = make(tmp_path / f"v.{suffix}", [*film(seconds=6, rate="60"), *slow, "-c:v", "libx264"])
    video = probe.look(str(made), "video").video
    assert video is not None
    assert (video.frames, video.peak_rate, video.variable_frame_rate) == (200, "60/1", True)
    assert float(Fraction(video.frame_rate)) == pytest.approx(200 / 6, rel=0.01)


def test_pictures_are_counted_and_not_slots_for_them(tmp_path: Path) -> None:
    # An AVI whose sound begins late has an empty slot: 151 by its header, 150 by its packets.
    options, *_ = FILMS["avi"]
    made = make(tmp_path / "a.avi", [*film(seconds=5), *sine(seconds=5), *options])
    assert ffmpeg.probe(made)["streams"][0]["nb_frames"] == "151"
    video = probe.look(str(made), "video").video
    assert video is not None
    assert (video.frames, video.frame_rate, video.variable_frame_rate) == (150, "30/1", False)


def test_a_clock_is_no_frame_rate() -> None:
    def varies(peak: str, *starts: float) -> Video:
        video = replace(FILM, frame_rate="25/1", variable_frame_rate=True, peak_rate=peak)
        return counted(video, [(start, 0.04) for start in starts])

    assert varies("90000/1", 0, 0.03, 0.07, 0.13).peak_rate is None
    assert varies("50/1", 0, 0.04, 0.08, 0.12).peak_rate is None, "fields"
    assert varies("50/1", 0, 0.02, 0.08, 0.12).peak_rate == "50/1"


def test_a_cover_is_no_film_and_no_sound(tmp_path: Path) -> None:
    picture = make(tmp_path / "c.jpg", [*film(size="320x320"), "-frames:v", "1"])
    both = ["-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"]
    song = make(tmp_path / "s.m4a", [*sine(), "-f", "jpeg_pipe", "-i", str(picture), *both])
    source = probe.look(str(song), "audio")
    assert source.cover is not None
    assert source.video is None
    assert code(song, "video") == "no_picture"


def test_a_recording_without_a_stated_length_is_measured(tmp_path: Path) -> None:
    live = tmp_path / "live.webm"
    arguments = [*sine(seconds=4), "-c:a", "libopus", "-f", "webm", "pipe:1"]
    live.write_bytes(ffmpeg.capture(arguments, seconds=20, max_bytes=10**7))
    assert "duration" not in ffmpeg.probe(live)["format"]
    assert probe.look(str(live), "audio").duration == pytest.approx(4, abs=0.1)


def test_a_wav_that_was_never_closed_is_as_long_as_its_bytes(tmp_path: Path) -> None:
    made = make(tmp_path / "a.wav", [*sine(seconds=2), "-bitexact"])
    head = bytearray(made.read_bytes())
    at = head.index(b"data") + 4
    head[4:8] = head[at : at + 4] = b"\xff\xff\xff\xff"
    made.write_bytes(head)
    assert probe.look(str(made), "audio").duration == pytest.approx(2, abs=0.01)


def code(path: Path, kind: str = "audio") -> str:
    with pytest.raises(Rejected) as refused:
        probe.look(str(path), kind)
    assert refused.value.message == SENTENCES[refused.value.code]
    return refused.value.code


HOSTILE = {
    "playlist.mp3": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{secret}\n#EXT-X-ENDLIST\n",
    "concat.wav": "ffconcat version 1.0\nfile '{secret}'\n",
    "list.flac": "file '{secret}'\n",
    "subtitle.m4a": "1\n00:00:00,000 --> 00:00:05,000\n{secret}\n",
    "session.mp4": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    "text.wav": "Dear Didit360, this is my song.\n" * 400,
    "manifest.mp4": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_name_another_file_is_refused(tmp_path: Path, name: str) -> None:
    secret = make(tmp_path / "secret.wav", sine())
    hostile = tmp_path / name
    hostile.write_text(HOSTILE[name].format(secret=secret))
    assert code(hostile) == "unsupported_container"


def test_broken_files_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp3"
    empty.write_bytes(b"")
    assert code(empty) == "broken"
    film_file = make(tmp_path / "f.mp4", [*film(), "-c:v", "libx264"])
    film_file.write_bytes(film_file.read_bytes()[:-2000])  # the moov box is last
    assert code(film_file, "video") == "broken"


def test_refusals_by_what_is_inside(tmp_path: Path) -> None:
    short = make(tmp_path / "short.wav", sine(seconds=0.9))
    assert code(short) == "too_short"
    silent = make(tmp_path / "silent.mp4", [*film(), "-c:v", "libx264"])
    assert code(silent, "audio") == "no_audio"
    assert code(make(tmp_path / "only.wav", sine()), "video") == "no_picture"
    many = make(tmp_path / "8.wav", [*sine(), "-ac", "8"])
    assert code(many) == "unsupported_channels"
    low = make(tmp_path / "low.wav", sine(rate=6_000))
    assert code(low) == "unsupported_sample_rate"
    av1 = make(tmp_path / "av1.mp4", [*film(seconds=1.2), "-c:v", "libsvtav1", "-preset", "12"])
    assert code(av1, "video") == "unsupported_codec"
    other = make(tmp_path / "a.au", sine())
    assert code(other) == "unsupported_container"
    subtitles = tmp_path / "only.mkv"
    srt = tmp_path / "s.srt"
    srt.write_text("1\n00:00:00,000 --> 00:00:05,000\nhello\n")
    # Our own runner would not open subtitles, so ffmpeg is called by itself here.
    bare = [str(ffmpeg.tool("ffmpeg")), "-v", "error", "-i", str(srt), str(subtitles)]
    subprocess.run(bare, check=True)
    assert code(subtitles) == "no_streams"


def test_a_day_is_the_most(tmp_path: Path) -> None:
    made = make(tmp_path / "a.wav", sine(seconds=1.5))
    facts = ffmpeg.probe(made)
    facts["streams"][0].update(codec_name="flac", duration="86401.0")
    with pytest.raises(Rejected, match="too_long"):
        Source.from_probe(facts, "audio")


def test_protected_files_are_refused(tmp_path: Path) -> None:
    clear = make(tmp_path / "clear.mp4", [*sine(), "-c:a", "aac"])
    locked = tmp_path / "locked.mp4"
    keys = "label=:key_id=a7e61c373e219033c21091fa607bf3b8:key=76a6c65c5ea762046bd749a2e632ccbb"
    subprocess.run(
        [
            *[str(ffmpeg.tool("packager")), f"in={clear},stream=audio,output={locked}"],
            *["--enable_raw_key_encryption", "--keys", keys, "--clear_lead", "0"],
        ],
        check=True,
        capture_output=True,
    )
    assert code(locked) == "encrypted"


def test_huge_and_tiny_pictures_are_refused() -> None:
    def look(width: int, height: int) -> Any:
        stream = {
            "index": 0,
            "codec_type": "video",
            "codec_name": "h264",
            "width": width,
            "height": height,
            "duration": "5",
        }
        form = {"format_name": "mov,mp4", "size": "1000"}
        return Source.from_probe({"format": form, "streams": [stream]}, "video").video

    assert look(8192, 4320).width == 8192
    with pytest.raises(Rejected, match="too_large"):
        look(8193, 100)
    with pytest.raises(Rejected, match="too_small"):
        look(1920, 8)


def test_tags_and_names_of_the_artist_reach_nothing(tmp_path: Path) -> None:
    words = "$(touch pwned) `id` ; rm -rf / | \" ' \n -i /etc/passwd"
    named = tmp_path / "a; touch pwned $(id) -i.mp3"
    make(named, [*sine(), "-metadata", f"title={words}", "-metadata", f"lyrics={'x' * 100_000}"])
    facts = probe.look(str(named), "audio").as_dict()
    assert "pwned" not in json.dumps(facts)
    assert len(json.dumps(facts)) < 1_000
    assert [p.name for p in tmp_path.iterdir()] == [named.name]


@pytest.mark.usefixtures("aws")
def test_the_step_reads_the_job_s_own_version_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    job = stored(make(tmp_path / "a.flac", sine()))
    newer = stored(make(tmp_path / "b.mp3", sine()))
    assert newer.key == job.key
    assert probe.handler({"job": job.as_dict()}, None)["container"] == "flac"
    assert list(scratch.iterdir()) == []
    empty = stored(_empty(tmp_path))
    with pytest.raises(Rejected, match="empty"):
        probe.handler({"job": empty.as_dict()}, None)
    text = tmp_path / "text"
    text.write_text("no music")
    with pytest.raises(Rejected):
        probe.handler({"job": stored(text).as_dict()}, None)
    assert list(scratch.iterdir()) == []


def _empty(folder: Path) -> Path:
    path = folder / "empty"
    path.write_bytes(b"")
    return path


def test_running_out_of_time_is_not_called_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path / "a.wav", sine())
    monkeypatch.setattr(probe, "PROBE_SECONDS", 0.0001)
    with pytest.raises(ffmpeg.ToolTimedOut):
        probe.look(str(made), "audio")


def test_a_reason_is_one_of_our_sentences() -> None:
    said = reason("Rejected", str(Rejected("too_short")))
    assert said == {"code": "too_short", "message": SENTENCES["too_short"]}
    ours = reason("ToolFailed", "exit 1: /tmp/secret-path")
    assert ours["code"] == "internal"
    assert "our side" in ours["message"]
    assert "secret" not in ours["message"]
    for clock in ("States.Timeout", "Sandbox.Timedout", ffmpeg.ToolTimedOut.__name__):
        assert reason(clock, "")["code"] == "timeout"
    assert reason("Rejected", "<script>: no such code")["message"] == SENTENCES["broken"]
    assert of_unreadable("DRM protected stream detected", b"RIFF").code == "encrypted"

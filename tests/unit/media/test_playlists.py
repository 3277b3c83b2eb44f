"""Playlists by the letter of RFC 8216bis."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.domain.playlists import Stream, iframe_playlist, master_playlist, media_playlist


def audio(name: str = "aac-128", codecs: str = "mp4a.40.2", kilobits: int = 128) -> Stream:
    ticks = 256 * 1024
    return Stream(
        id=name,
        kind="audio",
        codecs=codecs,
        timescale=44_100,
        segments=[(ticks, kilobits * 1000 * ticks // 8 // 44_100)] * 4,
        score={"aac-64": 1, "aac-128": 2, "opus-128": 2.5, "aac-256": 3, "flac": 5}[name],
        channels=2,
    )


def video(name: str = "h264-720", score: int = 3) -> Stream:
    return Stream(
        id=name,
        kind="video",
        codecs="avc1.64001F",
        timescale=30_000,
        segments=[(120_120, 1_000_000, 80_000), (120_120, 500_000, 100_000)],
        score=score,
        resolution=(1280, 720),
        frame_rate=Fraction(30_000, 1001),
    )


def attributes(line: str) -> dict[str, str]:
    return {
        name: value.strip('"')
        for name, value in re.findall(r'([A-Z-]+)=("[^"]*"|[^,]*)', line.partition(":")[2])
    }


def variants(master: str) -> list[tuple[dict[str, str], str]]:
    lines = master.splitlines()
    return [
        (attributes(line), lines[at + 1])
        for at, line in enumerate(lines)
        if line.startswith("#EXT-X-STREAM-INF:")
    ]


def test_a_media_playlist() -> None:
    stream = Stream("aac-64", "audio", "mp4a.40.2", 48_000, [(262_144, 9), (100_000, 5)], 1)
    assert media_playlist(stream) == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:6\n"
        "#EXT-X-MEDIA-SEQUENCE:1\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MAP:URI="init.mp4"\n'
        "#EXTINF:5.461333,\n"
        "00001.m4s\n"
        "#EXTINF:2.083334,\n"
        "00002.m4s\n"
        "#EXT-X-ENDLIST\n"
    )


@settings(deadline=None)
@given(
    ticks=st.lists(st.integers(1, 3_000_000), min_size=1, max_size=60),
    timescale=st.sampled_from([8_000, 44_100, 48_000, 30_000, 192_000]),
)
def test_durations_add_up_and_none_exceeds_the_target(ticks: list[int], timescale: int) -> None:
    stream = Stream("x", "audio", "Opus", timescale, [(t, 1000) for t in ticks], 1)
    text = media_playlist(stream)
    extinf = [Fraction(value) for value in re.findall(r"#EXTINF:([\d.]+),", text)]
    assert len(extinf) == len(ticks)
    assert abs(sum(extinf) - Fraction(sum(ticks), timescale)) <= Fraction(1, 2_000_000)
    for said, real in zip(extinf, ticks, strict=True):
        assert abs(said - Fraction(real, timescale)) <= Fraction(1, 1_000_000)
    (target,) = re.findall(r"TARGETDURATION:(\d+)", text)
    assert all(round(said) <= int(target) for said in extinf)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(20_000, 300_000), st.integers(100, 10**6)), min_size=1, max_size=30
    )
)
def test_bandwidth_is_the_peak_of_any_run_near_the_target(segments: list[tuple[int, int]]) -> None:
    stream = Stream("x", "audio", "Opus", 48_000, segments, 1)
    target = max(1, -(-max(ticks for ticks, _ in segments) // 48_000))
    peak = Fraction(0)
    for start in range(len(segments)):
        for end in range(start + 1, len(segments) + 1):
            seconds = Fraction(sum(ticks for ticks, _ in segments[start:end]), 48_000)
            if target <= 2 * seconds <= 3 * target:
                peak = max(peak, 8 * sum(size for _, size in segments[start:end]) / seconds)
    assert stream.bandwidth >= peak
    assert stream.bandwidth <= max(peak, Fraction(stream.average_bandwidth)) + 1


def test_an_audio_master_begins_on_modest_aac() -> None:
    master = master_playlist(
        [
            audio("aac-64", kilobits=64),
            audio("aac-128"),
            audio("aac-256", kilobits=256),
            audio("opus-128", "Opus"),
            replace(audio("flac", "fLaC", 900), beside="../run-lossless/"),
        ]
    )
    found = variants(master)
    assert [uri for _, uri in found] == [
        *(f"{name}/media.m3u8" for name in ("aac-128", "aac-64", "aac-256", "opus-128")),
        "../run-lossless/flac/media.m3u8",
    ]
    assert [a["CODECS"] for a, _ in found] == ["mp4a.40.2"] * 3 + ["Opus", "fLaC"]
    assert all({"BANDWIDTH", "AVERAGE-BANDWIDTH", "SCORE", "CODECS"} == set(a) for a, _ in found)
    assert "#EXT-X-MEDIA" not in master
    assert master.splitlines()[:3] == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]


def test_a_video_master_has_one_audio_group() -> None:
    sound = audio()
    master = master_playlist([video("h264-360", 1), video(), sound])
    found = variants(master)
    assert [uri for _, uri in found] == ["h264-720/media.m3u8", "h264-360/media.m3u8"]
    best = found[0][0]
    # 1 000 000 bytes in 4.004 s, and the sound on top.
    assert int(best["BANDWIDTH"]) == 1_998_002 + sound.bandwidth
    assert int(best["AVERAGE-BANDWIDTH"]) == 1_498_502 + sound.average_bandwidth
    assert best["CODECS"] == "avc1.64001F,mp4a.40.2"
    assert (best["RESOLUTION"], best["FRAME-RATE"]) == ("1280x720", "29.970")
    (media,) = [attributes(a) for a in master.splitlines() if a.startswith("#EXT-X-MEDIA:")]
    assert media["GROUP-ID"] == best["AUDIO"] == "audio"
    assert (media["DEFAULT"], media["AUTOSELECT"], media["CHANNELS"]) == ("YES", "YES", "2")
    assert media["URI"] == "aac-128/media.m3u8"


def test_each_segments_first_picture_is_listed_for_trick_play() -> None:
    iframes = video().iframes
    assert iframes is not None
    assert iframe_playlist(iframes) == (
        "#EXTM3U\n"
        "#EXT-X-VERSION:7\n"
        "#EXT-X-TARGETDURATION:5\n"
        "#EXT-X-MEDIA-SEQUENCE:1\n"
        "#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXT-X-INDEPENDENT-SEGMENTS\n"
        '#EXT-X-MAP:URI="init.mp4"\n'
        "#EXT-X-I-FRAMES-ONLY\n"
        "#EXTINF:4.004000,\n"
        "#EXT-X-BYTERANGE:80000@0\n"
        "00001.m4s\n"
        "#EXTINF:4.004000,\n"
        "#EXT-X-BYTERANGE:100000@0\n"
        "00002.m4s\n"
        "#EXT-X-ENDLIST\n"
    )


def test_a_video_master_names_its_i_frames() -> None:
    master = master_playlist([video("h264-360", 1), video(), audio()])
    lines = [a for a in master.splitlines() if a.startswith("#EXT-X-I-FRAME-STREAM-INF:")]
    assert [attributes(line)["URI"] for line in lines] == [
        "h264-720/iframes.m3u8",
        "h264-360/iframes.m3u8",
    ]
    best = attributes(lines[0])
    # 100 000 bytes in 4.004 s at most, and both in 8.008 s.
    assert (best["BANDWIDTH"], best["AVERAGE-BANDWIDTH"]) == ("199801", "179821")
    assert (best["CODECS"], best["RESOLUTION"]) == ("avc1.64001F", "1280x720")
    assert not {"AUDIO", "FRAME-RATE", "CLOSED-CAPTIONS"} & set(best)


def test_the_better_codec_is_offered_and_the_usual_one_stands_first() -> None:
    av1 = replace(video(score=4), id="av1-1080", codecs="av01.0.08M.08")
    found = variants(master_playlist([av1, video("h264-360", 1), video(), audio()]))
    assert [(uri.split("/")[0], a["SCORE"]) for a, uri in found] == [
        ("h264-720", "3"),
        ("h264-360", "1"),
        ("av1-1080", "4"),
    ]
    assert found[-1][0]["CODECS"] == "av01.0.08M.08,mp4a.40.2"


def test_sound_has_no_i_frames() -> None:
    assert audio().iframes is None
    assert "I-FRAME" not in master_playlist([audio()])


def test_pictures_without_sound() -> None:
    ((only, _),) = variants(master_playlist([video()]))
    assert "AUDIO" not in only
    assert only["CODECS"] == "avc1.64001F"


@pytest.mark.parametrize("streams", [[audio("aac-256", kilobits=256)], [audio("aac-64")]])
def test_a_single_rung(streams: list[Stream]) -> None:
    assert len(variants(master_playlist(streams))) == 1

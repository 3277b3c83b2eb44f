"""What a source is worth: never more than it is, and nothing that a player cannot take."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.domain.chunks import chunks
from media.domain.ladder import aac_sample_rate, frame_rate, ladder
from media.domain.plan import Plan
from media.domain.source import Audio, Source, Video

MASTER = Audio(0, "flac", True, 44_100, 2, "stereo", 16, 900_000, 0.0)
FILM = Video(
    *(1, "h264", 1920, 1080, 0, "1/1", 1920, 1080, "30/1", False),
    *(None, 8_000_000, "yuv420p", False, None, 0.0),
)


def song(**facts: Any) -> Source:
    audio = replace(MASTER, **facts)
    return Source("audio", "flac", 10**7, 200.0, 900_000, audio, None, None)


def film(sound: Audio | None = MASTER, **facts: Any) -> Source:
    video = replace(FILM, **facts)
    return Source("video", "mp4", 10**8, 200.0, 8_000_000, sound, video, None)


def ids(source: Source) -> list[str]:
    return [rendition.id for rendition in Plan.for_source(source).renditions]


def lossy(bit_rate: int | None, **facts: Any) -> Source:
    return song(codec="mp3", lossless=False, bit_depth=None, bit_rate=bit_rate, **facts)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (song(), ["aac-64", "aac-128", "aac-256", "opus-128", "flac"]),
        (lossy(320_000), ["aac-64", "aac-128", "aac-256", "opus-128"]),
        (lossy(192_000), ["aac-64", "aac-128", "opus-128"]),
        (lossy(127_300), ["aac-64", "aac-128", "opus-128"]),
        (lossy(112_000), ["aac-64"]),
        (lossy(96_000), ["aac-64"]),
        (lossy(24_000), ["aac-64"]),
        (song(sample_rate=8_000, channels=1), ["aac-64", "opus-128", "flac"]),
    ],
)
def test_audio_ladder(source: Source, wanted: list[str]) -> None:
    assert ids(source) == wanted


def test_sound_keeps_its_shape() -> None:
    plan = Plan.for_source(song(sample_rate=96_000, channels=6, bit_depth=32))
    shapes = {r.id: (r.sample_rate, r.channels, r.bits) for r in plan.renditions}
    assert shapes["aac-256"] == (48_000, 2, None)
    assert shapes["opus-128"] == (48_000, 2, None)
    assert shapes["flac"] == (96_000, 2, 24)
    assert {r.channels for r in Plan.for_source(song(channels=1)).renditions} == {1}
    assert plan.download == "aac-256"
    assert Plan.for_source(lossy(96_000)).download == "aac-64"


@pytest.mark.parametrize(
    ("rate", "wanted"),
    [
        *((rate, rate) for rate in (8_000, 11_025, 22_050, 32_000, 44_100, 48_000)),
        *((88_200, 44_100), (176_400, 44_100), (96_000, 48_000), (192_000, 48_000)),
        *((37_800, 44_100), (18_900, 22_050), (47_999, 48_000)),
    ],
)
def test_aac_sample_rate(rate: int, wanted: int) -> None:
    assert aac_sample_rate(rate) == wanted


@settings(deadline=None)
@given(st.integers(8_000, 192_000))
def test_segments_of_all_renditions_begin_together(rate: int) -> None:
    renditions = Plan.for_source(song(sample_rate=rate)).renditions
    for segment in (1, 2, 50, 999):
        begins = [Fraction(r.grid.start(segment) * r.frame, r.timescale) for r in renditions]
        # Within one frame of the coarsest, however far into the track.
        assert max(begins) - min(begins) <= max(Fraction(r.frame, r.timescale) for r in renditions)
        assert 2 <= begins[0] / segment <= 9


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((1920, 1080), {"1080": (1920, 1080), "720": (1280, 720), "480": (854, 480)}),
        ((1280, 720), {"720": (1280, 720), "480": (854, 480), "360": (640, 360)}),
        ((1080, 1920), {"1080": (1080, 1920), "720": (720, 1280), "480": (480, 854)}),
        ((3840, 2160), {"1080": (1920, 1080), "720": (1280, 720)}),
        ((640, 480), {"480": (640, 480), "360": (480, 360)}),
        ((1920, 800), {"1080": (1920, 800), "720": (1280, 534)}),
        ((320, 240), {"360": (320, 240)}),
        ((641, 359), {"360": (640, 358)}),
        ((1111, 721), {"720": (1110, 720), "480": (740, 480)}),
        ((17, 17), {"360": (16, 16)}),
    ],
)
def test_video_ladder(size: tuple[int, int], wanted: dict[str, tuple[int, int]]) -> None:
    found = {rung.id.removeprefix("h264-"): (rung.width, rung.height) for rung in ladder(*size)}
    assert wanted.items() <= found.items()
    assert next(iter(found)) == next(iter(wanted))


@settings(deadline=None)
@given(st.integers(16, 8192), st.integers(16, 8192))
def test_no_picture_is_upscaled_or_odd(width: int, height: int) -> None:
    rungs = ladder(width, height)
    assert rungs[-1].id == "h264-360"
    assert all(r.width <= width and r.height <= height for r in rungs)
    assert all(r.width % 2 == r.height % 2 == 0 for r in rungs)
    sizes = [(r.width, r.height) for r in rungs]
    assert sorted(set(sizes), reverse=True) == sizes
    for r in rungs:
        if min(r.width, r.height) > 30:
            assert abs(r.width / r.height / (width / height) - 1) < 0.07


@pytest.mark.parametrize(
    ("average", "wanted"),
    [
        ("30000/1001", "30000/1001"),
        ("30/1", "30"),
        ("2997/100", "30000/1001"),
        ("29673/1000", "30000/1001"),
        ("25/1", "25"),
        ("24000/1001", "24000/1001"),
        ("120/1", "60"),
        ("120000/1001", "60000/1001"),
        ("100/1", "50"),
        ("144/1", "36"),
        ("15/1", "15"),
        ("37/2", "18"),
        ("1/10", "5"),
    ],
)
def test_frame_rate(average: str, wanted: str) -> None:
    assert frame_rate(Fraction(average)) == Fraction(wanted)


def test_video_plan() -> None:
    plan = Plan.for_source(film(frame_rate="30000/1001"))
    assert [r.id for r in plan.renditions] == [
        *("h264-1080", "h264-720", "h264-480", "h264-360", "aac-128")
    ]
    best = plan.renditions[0]
    assert (best.timescale, best.frame, best.group, best.segment_frames) == (30_000, 1001, 60, 120)
    assert plan.download is None
    assert [r.kind for r in Plan.for_source(film(sound=None)).renditions] == ["video"] * 4


@pytest.mark.parametrize(
    ("size", "wanted"), [((1920, 1080), True), ((2160, 3840), True), ((1918, 1078), False)]
)
def test_av1_is_for_large_pictures_whose_artist_wants_it(
    size: tuple[int, int], *, wanted: bool
) -> None:
    source = film(width=size[0], height=size[1])
    assert "av1-1080" not in ids(source)
    made = Plan.for_source(source, av1=True).renditions
    assert ("av1-1080" in [r.id for r in made]) is wanted
    if wanted:
        best, av1 = made[:2]
        assert (av1.width, av1.height, av1.group) == (best.width, best.height, best.group)
        assert av1.bit_rate < best.bit_rate
        assert av1.score > best.score


def test_what_is_made_louder_has_finer_steps() -> None:
    plain, louder = (Plan.for_source(song(), gain_db=gain) for gain in (0.0, 2.5))
    assert (plain.gain_db, louder.gain_db) == (None, 2.5)
    assert (plain.rendition("flac").bits, louder.rendition("flac").bits) == (16, 24)
    assert Plan.from_dict(louder.as_dict()).gain_db == 2.5


def test_film_sound_is_worth_no_more_than_its_source() -> None:
    sound = replace(MASTER, codec="aac", lossless=False, bit_rate=64_000)
    rendition = Plan.for_source(film(sound)).rendition("aac-128")
    assert rendition.bit_rate == 64_000


@pytest.mark.parametrize(
    ("bit_rate", "wanted"),
    [
        *((64_000, 64_000), (62_000, 64_000), (56_000, 56_000), (50_000, 48_000)),
        *((32_000, 32_000), (24_000, 24_000), (6_000, 16_000)),
    ],
)
def test_a_source_below_the_lowest_rung_keeps_its_own_bit_rate(bit_rate: int, wanted: int) -> None:
    (rendition,) = Plan.for_source(lossy(bit_rate)).renditions
    assert (rendition.id, rendition.bit_rate) == ("aac-64", wanted)


@given(st.integers(16_000, 400_000))
def test_no_rung_is_above_its_lossy_source(bit_rate: int) -> None:
    renditions = Plan.for_source(lossy(bit_rate)).renditions
    assert max(r.bit_rate for r in renditions) <= bit_rate * 1.05


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), max_size=4))
def test_chunks_tile_the_track(lengths: list[int]) -> None:
    renditions = Plan.for_source(song()).renditions
    cuts = [sum(lengths[: index + 1]) for index in range(len(lengths))]
    made = chunks(renditions, cuts)
    for rendition in renditions:
        frame = 0
        for chunk, cut in zip(made, [0, *cuts], strict=True):
            span = chunk.spans[rendition.id]
            assert (span.first_frame, span.first_segment) == (frame, cut + 1)
            frame += span.frames or 0
        assert [chunk.is_last for chunk in made] == [False] * len(cuts) + [True]


def test_a_plan_survives_the_state_machine() -> None:
    for source in (song(), film()):
        plan = Plan.for_source(source)
        given = [chunk.as_dict() for chunk in plan.chunks]
        assert Plan.from_dict(plan.as_dict(), given) == plan

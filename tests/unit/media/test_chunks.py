"""How long media are shared out: whole segments, evenly, and in as few bytes as a state holds."""

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.domain.chunks import Chunk, again, chunks
from media.domain.plan import Plan
from media.domain.renditions import LOOK_AHEAD, Rendition
from media.domain.source import Source
from tests.unit.media.test_plan import MASTER, film, song

HOUR = 3600.0


def lasting(source: Source, seconds: float, size: int = 10**8) -> Source:
    return replace(source, duration=seconds, size=size)


def speech(seconds: float) -> Source:
    mono = song(codec="mp3", lossless=False, bit_rate=64_000, channels=1)
    return replace(lasting(mono, seconds), container="mp3")


def of_kind(made: Sequence[Chunk], kind: str) -> list[Chunk]:
    return [chunk for chunk in made if chunk.kind == kind]


def seconds(rendition: Rendition, segments: int) -> float:
    return float(Fraction(rendition.grid.start(segments) * rendition.frame, rendition.timescale))


@pytest.mark.parametrize(
    ("source", "workers", "wanted"),
    [
        (speech(9 * 60), 40, 1),
        (speech(594), 40, 1),
        (speech(10 * 60), 40, 2),
        (speech(HOUR), 40, 7),
        (speech(HOUR), 2, 8),
        (speech(10 * HOUR), 61, 61),
        (speech(10 * HOUR), 40, 80),
        (speech(24 * HOUR), 40, 160),
        (lasting(film(sound=None), 59), 40, 1),
        (lasting(film(sound=None), 600), 40, 37),
        (lasting(film(), 600), 40, 37 + 2),
        (lasting(film(), 590), 40, 36 + 1),
        (lasting(film(), 2 * HOUR, 10**9), 40, 288 + 13),
        (lasting(film(sound=None), 24 * HOUR, 10**9), 40, 400),
    ],
)
def test_how_many_work_on_it(source: Source, workers: int, wanted: int) -> None:
    plan = Plan.for_source(source, workers)
    assert plan.parts == len(plan.chunks) == wanted
    assert [chunk.index for chunk in plan.chunks] == [*range(wanted)]
    if wanted == 1:
        assert plan.chunks[0].kind == "all"
        assert not plan.decode


def test_an_original_that_is_long_to_fetch_is_cut_seldom() -> None:
    small, large = (
        of_kind(Plan.for_source(lasting(film(), 2 * HOUR, size), 40).chunks, "video")
        for size in (10**8, 5 * 10**9)
    )
    assert len(small) == 400
    assert len(large) == 57


def test_pictures_that_end_before_the_sound_have_no_workers_after_that() -> None:
    plan = Plan.for_source(lasting(film(frames=30 * 600), 1200), 40)
    assert len(of_kind(plan.chunks, "video")) == 37
    assert len(of_kind(plan.chunks, "audio")) == 3
    late = film(frames=30 * 600, start=100.0)
    assert len(of_kind(Plan.for_source(lasting(late, 1200), 40).chunks, "video")) == 43


def test_where_nobody_can_seek_few_decode_it_all() -> None:
    avi = replace(lasting(film(), HOUR), container="avi")
    plan = Plan.for_source(avi, 40)
    assert len(of_kind(plan.chunks, "video")) == 16


@pytest.mark.parametrize("source", [speech(10 * HOUR), speech(24 * HOUR), song(), film()])
@pytest.mark.parametrize("workers", [1, 40, 1000])
def test_a_state_holds_all_chunks(source: Source, workers: int) -> None:
    source = lasting(source, max(source.duration, 24 * HOUR))
    plan = Plan.for_source(source, workers)
    state = {"plan": plan.as_dict(), "chunks": [chunk.as_dict() for chunk in plan.chunks]}
    assert len(json.dumps(state)) < 200_000
    given = json.loads(json.dumps(state))
    assert Plan.from_dict(given["plan"], given["chunks"]) == plan


@settings(deadline=None)
@given(
    duration=st.floats(1, 24 * HOUR),
    workers=st.integers(1, 100),
    rate=st.sampled_from([8_000, 22_050, 37_800, 44_100, 48_000, 96_000, 192_000]),
)
def test_chunks_are_even_whole_and_leave_no_tail(duration: float, workers: int, rate: int) -> None:
    for source in (song(sample_rate=rate), film()):
        plan = Plan.for_source(lasting(source, duration), workers)
        for kind in {chunk.kind for chunk in plan.chunks}:
            made = of_kind(plan.chunks, kind)
            assert made[0].first == 0
            assert [chunk.end for chunk in made[:-1]] == [chunk.first for chunk in made[1:]]
            assert [chunk.is_last for chunk in made] == [False] * (len(made) - 1) + [True]
            lengths = [(chunk.end or 0) - chunk.first for chunk in made[:-1]]
            assert not lengths or max(lengths) - min(lengths) <= 1
            (rendition, *_) = plan.of(made[0])
            assert len(made) == 1 or seconds(rendition, made[-1].first + 1) <= duration


@pytest.mark.parametrize("rate", [8_000, 11_025, 37_800, 44_100, 48_000, 88_200, 96_000])
def test_each_encoder_begins_at_a_whole_sample_of_the_source(rate: int) -> None:
    plan = Plan.for_source(song(sample_rate=rate))
    for warm_up in (None, 256, 1024):
        for first in range(1, 200, 7):
            chunk = Chunk.of(1, "audio", first, first + 1, plan.renditions, warm_up=warm_up)
            for rendition in plan.renditions:
                span = chunk.spans[rendition.id]
                begin = (span.first_frame - span.warm_up) * rendition.frame * rate
                assert begin % rendition.timescale == 0
                assert begin >= 0
                wanted = min(warm_up or rendition.warm_up, span.first_frame)
                if rendition.codec != "flac":
                    assert wanted <= span.warm_up < wanted + 16


def test_a_rate_that_no_worker_could_begin_at_is_not_cut() -> None:
    assert Plan.for_source(lasting(song(sample_rate=44_101), HOUR), 40).parts == 1


def test_a_film_s_sound_has_workers_of_its_own() -> None:
    plan = Plan.for_source(lasting(film(), HOUR), 40)
    assert [chunk.kind for chunk in plan.chunks] == ["audio"] * 7 + ["video"] * 225
    assert [r.id for r in plan.of(plan.chunks[0])] == ["aac-128"]
    assert {r.kind for r in plan.of(plan.chunks[-1])} == {"video"}
    assert plan.decode


@pytest.mark.parametrize(
    ("container", "facts", "wanted"),
    [
        ("flac", {}, False),
        ("wav", {"codec": "pcm_s24le"}, False),
        ("mp3", {"codec": "mp3"}, False),
        ("mp4", {"codec": "aac"}, False),
        ("ogg", {"codec": "opus"}, False),
        ("ogg", {"codec": "vorbis"}, True),
        ("asf", {"codec": "wmav2"}, True),
        ("matroska", {"codec": "flac"}, True),
        ("wav", {"codec": "adpcm_ms"}, True),
    ],
)
def test_what_cannot_be_sought_is_decoded_first(
    container: str, facts: dict[str, Any], *, wanted: bool
) -> None:
    source = replace(lasting(song(**facts), HOUR), container=container)
    assert Plan.for_source(source, 40).decode is wanted
    assert not Plan.for_source(lasting(source, 300), 40).decode, "one worker reads all of it"


def test_a_chunk_made_again_has_more_before_it() -> None:
    plan = Plan.for_source(speech(HOUR), 2)
    given = json.loads(json.dumps(again(plan.chunks[3], ["aac-64"], 256)))
    assert given == {
        **plan.chunks[3].as_dict(),
        "only": ["aac-64"],
        "warm_up": 256,
    }
    chunk = plan.chunk(given)
    assert [r.id for r in plan.of(chunk)] == ["aac-64"]
    before, after = (made.spans["aac-64"] for made in (plan.chunks[3], chunk))
    assert (before.warm_up, after.warm_up) == (128, 256)
    assert replace(after, warm_up=128) == before
    assert LOOK_AHEAD == 2


def test_the_first_chunk_has_only_its_mirror_before_it() -> None:
    renditions = Plan.for_source(song(channels=MASTER.channels)).renditions
    first, second = chunks(renditions, [1], "audio")
    assert first.spans["aac-128"].warm_up == renditions[1].start_warm_up
    assert second.spans["aac-128"].warm_up == renditions[1].warm_up
    assert Chunk.of(1, "audio", 1, None, renditions, warm_up=1024).spans["aac-128"].warm_up == 256

"""What a join's error is, on sounds whose error is known; and what follows from it."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.data.seams import Join
from media.domain.certificate import Round, Row, Verdict, certificate
from media.domain.chunks import chunks
from media.domain.joins import Cutter, Excerpt, excerpts, seconds, sound_chunks
from media.domain.plan import Plan
from media.domain.renditions import renditions_of
from media.domain.seams import FLOOR, Figure, Sound, figure, inside, shift
from media.domain.source import Audio, Source

FRAME = 1024
FRAMES = 120
AT = 60


def recording(
    rate: int = 44_100, channels: int = 2, *, lossless: bool = True, duration: float = 3600
) -> Source:
    audio = Audio(
        index=0,
        codec="flac" if lossless else "mp3",
        lossless=lossless,
        sample_rate=rate,
        channels=channels,
        layout=None,
        bit_depth=16 if lossless else None,
        bit_rate=None if lossless else 320_000,
        start=0,
    )
    return Source("audio", "flac", 10**8, duration, 800_000, audio, None, None)


def plan_of(source: Source, cuts: list[int]) -> Plan:
    renditions = renditions_of(source)
    shares = chunks(renditions, cuts, "audio")
    return Plan(renditions, shares, len(shares), None)


def noise(level_db: float, channels: int = 2, seed: int = 1) -> Sound:
    generator = np.random.default_rng(seed)
    made = generator.standard_normal((FRAMES * FRAME, channels)) * 10 ** (level_db / 20)
    return np.asarray(made, np.float32)


def with_error(sound: Sound, snr_db: float, frames: slice = slice(0, FRAMES)) -> Sound:
    """The sound with white noise `snr_db` below it in some frames."""
    error = np.zeros_like(sound)
    level = 20 * np.log10(float(np.sqrt((sound**2).mean()))) - snr_db
    part = slice((frames.start or 0) * FRAME, frames.stop * FRAME)
    error[part] = noise(level, sound.shape[1], seed=2)[part]
    return sound + error


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("snr_db", [5.0, 20.0, 40.0])
def test_the_figure_is_the_ratio_of_sound_to_error(channels: int, snr_db: float) -> None:
    sound = noise(-20, channels)
    found = figure(sound, with_error(sound, snr_db), FRAME, AT)
    assert found.snr_db == pytest.approx(snr_db, abs=0.6)
    assert found.inside_db == pytest.approx(snr_db, abs=0.3)
    assert found.low_db is not None
    assert found.low_db < snr_db
    assert found.audible
    assert not found.suspect


@pytest.mark.parametrize("spoilt", [AT, AT + 1])
def test_one_spoilt_frame_makes_a_join_suspect(spoilt: int) -> None:
    sound = noise(-20)
    heard = with_error(sound, 25)
    frame = slice(spoilt * FRAME, (spoilt + 1) * FRAME)
    heard[frame] = with_error(sound, 15)[frame]
    found = figure(sound, heard, FRAME, AT)
    assert found.snr_db == pytest.approx(15, abs=0.6)
    assert found.inside_db == pytest.approx(25, abs=0.3)
    assert found.suspect
    assert not figure(sound, heard, FRAME, AT - 5).suspect


def test_a_join_is_not_judged_by_its_own_neighbourhood() -> None:
    # All that is near the join is as bad as the join: what is further away decides.
    sound = noise(-20)
    heard = with_error(sound, 25)
    near = slice((AT - 10) * FRAME, (AT + 10) * FRAME)
    heard[near] = with_error(sound, 15)[near]
    assert figure(sound, heard, FRAME, AT).suspect


def test_what_is_no_worse_than_a_tenth_of_the_places_is_as_good_as_they() -> None:
    sound = noise(-20)
    heard = with_error(sound, 25)
    for frame in (*range(2, 44, 4), *range(80, 116, 4), AT):
        part = slice(frame * FRAME, (frame + 1) * FRAME)
        heard[part] = with_error(sound, 15)[part]
    assert not figure(sound, heard, FRAME, AT).suspect


def test_silence_is_no_error() -> None:
    silence = np.zeros((FRAMES * FRAME, 2), np.float32)
    found = figure(silence, silence, FRAME, AT)
    assert found == Figure(0.0, None, None, audible=False)
    faint = figure(silence, noise(-90), FRAME, AT)
    assert (faint.audible, faint.suspect) == (False, False)


def test_noise_in_silence_is_an_error() -> None:
    silence = np.zeros((FRAMES * FRAME, 2), np.float32)
    found = figure(silence, noise(-40), FRAME, AT)
    assert found.inside_db is None
    assert found.suspect


def test_a_rest_is_not_held_against_the_join_in_it() -> None:
    # Music, then a quarter second of digital silence around the join, delivered as silence.
    sound = noise(-20)
    sound[(AT - 5) * FRAME : (AT + 5) * FRAME] = 0
    heard = with_error(sound, 25)
    heard[(AT - 5) * FRAME : (AT + 5) * FRAME] = 0
    found = figure(sound, heard, FRAME, AT)
    assert found.inside_db == pytest.approx(25, abs=0.4), "places that are silent do not count"
    assert (found.snr_db, found.suspect) == (0.0, False)
    assert len(inside(sound, heard, FRAME)) < FRAMES - 10


def test_what_the_source_had_clipped_does_not_count() -> None:
    # The encoder saw a peak of 1.4 that 16 bits could not tell.
    sound = noise(-20)
    loud = with_error(sound, 25)
    loud[AT * FRAME + 100 : AT * FRAME + 200] = 1.4
    sound[AT * FRAME + 100 : AT * FRAME + 200] = 1.0
    assert figure(sound, loud, FRAME, AT).snr_db == pytest.approx(25, abs=0.6)


def test_a_square_wave_at_full_scale_counts() -> None:
    square = np.where(np.arange(FRAMES * FRAME) % 100 < 50, 1, -1).astype(np.float32)
    wave = np.stack([square, square], axis=1)
    found = figure(wave, with_error(wave, 20), FRAME, AT)
    assert found.snr_db == pytest.approx(20, abs=0.6)


def test_few_places_inside_say_nothing() -> None:
    sound = noise(-20)[: 20 * FRAME]
    heard = with_error(noise(-20), 25)[: 20 * FRAME]
    assert figure(sound, heard, FRAME, 10).inside_db is None
    assert not figure(sound, heard, FRAME, 10).suspect
    assert figure(sound, -3 * sound, FRAME, 10).suspect, "the error is louder than the sound"


@settings(deadline=None, max_examples=30)
@given(st.integers(-20_000, 20_000), st.sampled_from([1, 2]), st.floats(3, 40))
def test_a_shift_is_found_to_the_sample(late: int, channels: int, snr_db: float) -> None:
    sound = noise(-20, channels)
    whole = with_error(sound, snr_db)
    wanted = sound[20_000:90_000]
    assert shift(wanted, whole[20_000 - late : 90_000 - late]) == late


def test_a_low_tone_in_place_is_in_place() -> None:
    # A sample more or less is hardly seen in 40 Hz, and a period more not at all.
    tone = np.sin(2 * np.pi * 40 * np.arange(65_536) / 44_100).astype(np.float32)[:, None]
    generator = np.random.default_rng(3)
    heard = tone + 0.05 * generator.standard_normal(tone.shape).astype(np.float32)
    assert shift(tone, heard) == 0


def test_another_sound_is_no_shift() -> None:
    assert shift(noise(-20), noise(-20, seed=9)) is None
    silence = np.zeros((FRAMES * FRAME, 2), np.float32)
    assert shift(silence, silence) == 0


RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 37_800, 44_100, 48_000, 88_200, 96_000, 192_000]


@pytest.mark.parametrize("rate", RATES)
def test_an_excerpt_holds_every_rendition_s_join(rate: int) -> None:
    source = recording(rate)
    audio, plan = source.audio, plan_of(source, [16, 40])
    assert audio is not None
    found = excerpts(plan, rate)
    assert [e.index for e in found] == [1, 2]
    for excerpt, chunk in zip(found, sound_chunks(plan)[1:], strict=True):
        for rendition in plan.of(chunk):
            at = float(seconds(rendition, chunk.spans[rendition.id].first_frame)) * rate
            reach = 100 * 1024 * rate / plan.renditions[0].timescale
            assert excerpt.begin < at - reach
            assert excerpt.end > at + reach
            first = excerpt.first_frame(rendition, rate)
            sample = first * rendition.frame * rate / rendition.timescale
            assert sample == int(sample), "a whole sample of the source"
            assert excerpt.begin <= sample < at - reach / 2
            join = Join(rendition, chunk.spans[rendition.id].first_frame, excerpt, audio, 0.0)
            compared_from = join.begin * rendition.frame + join.lead
            place = seconds(rendition, join.first) * rendition.timescale
            assert compared_from + join.at * rendition.frame == place


def test_an_excerpt_does_not_begin_before_the_source() -> None:
    (first,) = excerpts(plan_of(recording(8_000), [1]), 8_000)
    assert first.begin == 0


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400)), max_size=5),
    st.lists(st.integers(1, 700), max_size=8),
    st.sampled_from([1, 2]),
)
def test_excerpts_are_cut_however_the_blocks_fall(
    wanted: list[tuple[int, int]], blocks: list[int], channels: int
) -> None:
    cuts = [Excerpt(i, b, b + n) for i, (b, n) in enumerate(sorted(wanted))]
    pcm = np.arange(1000 * channels, dtype="<i2").tobytes()
    given_away: dict[int, bytes] = {}
    cutter = Cutter(cuts, channels, lambda e, part: given_away.__setitem__(e.index, part))
    rest = pcm
    for size in blocks:
        cutter.add(rest[:size])
        rest = rest[size:]
    cutter.add(rest)
    cutter.close()
    assert cutter.samples == 1000
    width = 2 * channels
    assert given_away == {e.index: pcm[e.begin * width : e.end * width] for e in cuts}


def test_a_cutter_keeps_no_more_than_it_must() -> None:
    given_away: list[int] = []
    cutter = Cutter(
        [Excerpt(1, 10, 20), Excerpt(2, 50, 60)], 1, lambda e, _: given_away.append(e.index)
    )
    cutter.add(bytes(2 * 30))
    assert given_away == [1], "as soon as it is whole"


def row(chunk: int, rendition: str, verdict: Verdict, snr_db: float = 20.0) -> Row:
    return Row(chunk, rendition, chunk * 594.0, snr_db, 25.0, 21.0, None, 64, verdict)


def follow(before: Round, rows: list[Row], plan: Plan) -> Round:
    renditions = {r.id: r for r in plan.renditions}
    return before.followed_by(rows, sound_chunks(plan), renditions)


def test_the_later_chunk_is_encoded_again_with_a_longer_warm_up_and_in_the_end_accepted() -> None:
    plan = plan_of(recording(), [100, 200])
    rows = [
        row(1, "aac-64", Verdict.AS_INSIDE),
        row(1, "aac-128", Verdict.WORSE),
        row(1, "aac-256", Verdict.SILENT),
        row(2, "opus-128", Verdict.WORSE),
        row(2, "aac-64", Verdict.AS_UNBROKEN),
    ]
    chunk = {"index": 1, "kind": "audio", "first": 100, "end": 200}
    last = {"index": 2, "kind": "audio", "first": 200, "end": None}
    first = follow(Round(), rows, plan)
    assert first.again == [
        {**chunk, "only": ["aac-128"], "warm_up": 256},
        {**last, "only": ["opus-128"], "warm_up": 64},
    ]
    passed = Round.from_dict(first.as_dict())
    second = follow(passed, rows, plan)
    assert [(one["index"], one["only"], one["warm_up"]) for one in second.again] == [
        (1, ["aac-128", "opus-128"], 1024),
        (2, ["opus-128"], 256),
    ], "the earlier chunk too, but for the first, which has none before it"
    third = follow(second, rows, plan)
    assert third.again == [], "those were the longest"


def test_two_codecs_that_join_badly_are_one_worker_s_with_the_longer_warm_up() -> None:
    plan = plan_of(recording(), [100])
    rows = [row(1, "aac-256", Verdict.WORSE), row(1, "opus-128", Verdict.WORSE)]
    (asked,) = follow(Round(), rows, plan).again
    assert (asked["only"], asked["warm_up"]) == (["aac-256", "opus-128"], 256)


def test_both_joins_of_what_was_encoded_again_are_heard_again() -> None:
    plan = plan_of(recording(), [100, 200, 300])
    rows = [row(n, name, Verdict.AS_INSIDE) for n in (1, 2, 3) for name in ("aac-64", "aac-128")]
    rows[1] = row(1, "aac-128", Verdict.WORSE)
    kept = follow(Round(), rows, plan).kept([(0, 1), (1, 2), (2, 3)])
    assert [(one.chunk, one.rendition) for one in kept] == [
        *[(1, "aac-64"), (2, "aac-64"), (3, "aac-64"), (3, "aac-128")]
    ]


@pytest.mark.parametrize(
    ("found", "unbroken_db", "verdict"),
    [
        (Figure(20, 21, 19, audible=True), None, Verdict.AS_INSIDE),
        (Figure(18.5, 21, 19, audible=True), None, Verdict.AS_INSIDE),
        (Figure(15, 21, 19, audible=True), 17, Verdict.AS_UNBROKEN),
        (Figure(15, 21, 19, audible=True), 18.5, Verdict.WORSE),
        (Figure(15, 21, 19, audible=False), 18.5, Verdict.SILENT),
    ],
)
def test_verdicts(found: Figure, unbroken_db: float | None, verdict: Verdict) -> None:
    made = Row.of(1, "aac-64", 6.0, found, unbroken_db=unbroken_db, warm_up=64)
    assert made.verdict is verdict
    assert Row.from_dict(json.loads(json.dumps(asdict(made)))) == made


def test_the_certificate_sums_up() -> None:
    rows = [
        row(1, "aac-64", Verdict.AS_INSIDE, 24.0),
        row(2, "aac-64", Verdict.WORSE, 10.0),
        row(3, "aac-64", Verdict.SILENT, 25.0),
        replace(row(1, "opus-128", Verdict.AS_INSIDE), inside_db=None, low_db=None),
    ]
    made = certificate(rows, {"h264-720": 300}, 4)
    assert (made["version"], made["parts"], made["pictures"]) == (1, 4, {"h264-720": 300})
    assert made["renditions"]["aac-64"] == {
        "seams": 3,
        "median_snr_db": 24.0,
        "lowest_snr_db": 10.0,
        "inside_median_snr_db": 25.0,
        "median_deficit_db": 1.0,
        "largest_deficit_db": 15.0,
        "verdicts": {"as_inside": 1, "silent": 1, "as_unbroken": 0, "worse": 1},
    }
    assert made["renditions"]["opus-128"]["largest_deficit_db"] is None
    assert made["seams"][1]["verdict"] == "worse"


def test_the_floor_is_80_db_below_full_scale() -> None:
    assert 10 * np.log10(FLOOR) == pytest.approx(-80)

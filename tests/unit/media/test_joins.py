"""Where chunks join, and the source's sound around it: exactly there, and kept by Measure."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.data import ffmpeg, storage
from media.data.decode import DOWNMIX
from media.data.seams import Join
from media.domain.joins import Cutter, Excerpt, excerpts, seconds, sound_chunks
from media.steps import measure
from tests.unit.media.certified import Run, plan_of, recording
from tests.unit.media.encoded import music, record
from tests.unit.media.files import make, sine, streamed

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


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_the_sound_around_each_join_is_kept_as_it_is_delivered(
    channels: int, tmp_path: Path
) -> None:
    original = record(tmp_path / "a.wav", music(19, 48_000, channels), 48_000)
    run = Run.of(original, [1, 2])
    run.measured = measure.handler(run.event, None)
    mix = ["-af", DOWNMIX] if channels > 2 else []
    pcm = ["-ac", str(min(channels, 2)), "-f", "s16le", "pipe:1"]
    whole = ffmpeg.capture(["-i", str(original), *mix, *pcm], seconds=60, max_bytes=1 << 26)
    kept = {key: body for key, body in streamed().items() if key.startswith("work/")}
    width = 2 * min(channels, 2)
    assert kept == {
        run.job.work_prefix + f"seams/0000{e.index}.pcm": whole[e.begin * width : e.end * width]
        for e in excerpts(run.plan, 48_000)
    }
    assert len(kept) == 2
    assert run.measured["placed"] == run.measured["samples"] == 19 * 48_000


@pytest.mark.usefixtures("aws")
def test_one_part_s_sound_is_not_kept(tmp_path: Path) -> None:
    run = Run.of(make(tmp_path / "a.wav", sine()), [])
    assert measure.handler(run.event, None)["placed"] is None
    assert not [key for key in streamed() if key.startswith("work/")]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("channels", [2, 6])
def test_a_bucket_that_does_not_answer_is_not_the_file_s_fault(
    channels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run.of(record(tmp_path / "a.wav", music(19, 48_000, channels), 48_000), [1, 2])

    def refuse(*_: object) -> None:
        raise OSError("no such bucket")

    monkeypatch.setattr(storage, "put_bytes", refuse)
    with pytest.raises(OSError, match="no such bucket"):
        measure.handler(run.event, None)

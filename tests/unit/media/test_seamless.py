"""Chunks of real music join so that nobody can measure where: the claim, as the issue states it.

At 79 or more joins of two recordings, at each rate of AAC and Opus, the error of the joins is
distributed as that of places in the middle of chunks; wherever music is cut, none stays bad.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import comb
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.unit import aws as house
from tests.unit.media.certified import RATES, Run, exact, song, verdicts
from tests.unit.media.encoded import Sound, hear
from tests.unit.media.files import make

pytestmark = pytest.mark.usefixtures("aws")

SONGS = ["Escape from chaosland", "Feelings"]
Values = npt.NDArray[np.float64]
FRAME = {"aac": 1024, "opus": 960}
PRIMING = {"aac": 1024, "opus": 312}
SEGMENT = 256 * 1024
INAUDIBLE_DB = 30
"""An error of a thousandth of the sound's power, within its own 40 ms."""


@dataclass(frozen=True)
class Delivered:
    """A certified rendition of a song, beside what it was made of at its own sample rate."""

    wanted: Sound
    heard: Sound
    joins: list[int]
    """Samples."""
    frame: int


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Delivered]]:
    """Both songs, a chunk for each segment of six seconds, as their listeners get them."""
    folder = tmp_path_factory.mktemp("songs")
    made: dict[str, list[Delivered]] = {name: [] for name in RATES}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in house.SETTINGS.items():
            patch.setenv(name, value)
        with house.aws():
            for title in SONGS:
                original = song(folder, title)
                segments = len(hear(original, 2)) // SEGMENT
                run = Run.of(original, range(1, segments), only=RATES).made()
                run.certified()
                for name in RATES:
                    made[name].append(listened(run, name, folder))
                    assert run.ticks(name) == exact(run, name), "to the sample"
    return made


def listened(run: Run, name: str, folder: Path) -> Delivered:
    rendition = run.plan.rendition(name)
    frame, priming = FRAME[rendition.codec], PRIMING[rendition.codec]
    same = ["-i", str(run.original), "-af", f"aresample={rendition.sample_rate}:tsf=fltp"]
    wanted = make(folder / "wanted.wav", [*same, "-c:a", "pcm_f32le"])
    firsts = [chunk.spans[name].first_frame for chunk in run.plan.chunks[1:]]
    return Delivered(
        hear(wanted, 2),
        run.heard(name, folder),
        [first * frame - priming for first in firsts],
        frame,
    )


def deficits(of: Delivered, places: list[int]) -> Values:
    """How many dB a place's signal-to-error ratio is below what is usual within two seconds of it.

    A place is two frames, and has the lower ratio of the two; the usual is the median of places
    that are at least twelve frames away.
    """
    lead = of.joins[0] % of.frame
    count = (min(len(of.wanted), len(of.heard)) - lead) // of.frame
    wanted, heard = (
        part[lead : lead + count * of.frame].astype(float).reshape(count, -1)
        for part in (of.wanted, of.heard)
    )
    sound, error = ((part**2).mean(axis=1) + 1e-8 for part in (wanted, wanted - heard))
    ratio = 10 * np.log10(sound / error)
    pairs = np.minimum(ratio[:-1], ratio[1:])
    found = []
    for place in places:
        at = (place - lead) // of.frame
        around = np.arange(max(0, at - 100), min(len(pairs), at + 100))
        usual = np.median(pairs[around[np.abs(around - at) >= 12]])
        found.append(float(usual - pairs[at]))
    return np.array(found)


def in_the_middle(of: Delivered) -> list[int]:
    """Forty places between any two joins, a fixed draw."""
    generator = np.random.default_rng(360)
    return [
        begin + int(at) * of.frame
        for begin, end in pairwise(of.joins)
        for at in generator.integers(30, (end - begin) // of.frame - 30, 40)
    ]


def distance(one: Values, other: Values) -> float:
    """Kolmogorov and Smirnov's, as a multiple of what is found one time in a hundred by chance."""
    both = np.sort(np.concatenate([one, other]))
    shares = [np.searchsorted(np.sort(x), both, side="right") / len(x) for x in (one, other)]
    chance = 1.63 * np.sqrt(1 / len(one) + 1 / len(other))
    return float(np.abs(shares[0] - shares[1]).max() / chance)


@pytest.mark.timeout(900)  # the two songs are encoded first: a minute of two processors
@pytest.mark.parametrize("name", RATES)
def test_joins_of_two_songs_are_as_good_as_the_middle_of_their_chunks(
    name: str, delivered: dict[str, list[Delivered]]
) -> None:
    at_joins = np.concatenate([deficits(one, one.joins) for one in delivered[name]])
    middle = np.concatenate([deficits(one, in_the_middle(one)) for one in delivered[name]])
    assert len(at_joins) >= 79
    assert distance(at_joins, middle) < 1
    assert np.median(at_joins) < np.median(middle) + 1, "its standard error is half a decibel"
    assert (at_joins > 6).sum() <= at_most(len(at_joins), float(np.mean(middle > 6)))


def at_most(of: int, share: float) -> int:
    """So many at most, but for one time in a hundred, if that share of all is drawn by chance."""
    so_far = 0.0
    for count in range(of + 1):
        so_far += comb(of, count) * share**count * (1 - share) ** (of - count)
        if so_far > 0.99:
            return count
    return of


@settings(
    deadline=None,
    max_examples=3,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    title=st.sampled_from(SONGS),
    start=st.integers(0, 180),
    samples=st.integers(12 * 44_100, 18 * 44_100),
    rate=st.sampled_from([16_000, 22_050, 32_000, 44_100, 48_000, 96_000]),
    data=st.data(),
)
def test_real_music_cut_anywhere_joins_without_a_seam(
    title: str,
    start: int,
    samples: int,
    rate: int,
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    original = song(folder, title, start=start, seconds=samples / 44_100, rate=rate)
    plan = Run.of(original, []).plan
    rendition = data.draw(st.sampled_from([r for r in plan.renditions if r.codec != "flac"]))
    segments = int(samples / 44_100 * rate / (plan.renditions[0].segment_frames * 1024))
    cuts = data.draw(st.sets(st.integers(1, segments - 1), min_size=1))
    name = rendition.id
    # FLAC, at the source's own rate, counts its samples for the others.
    run = Run.of(original, sorted(cuts), only=[name, "flac"]).made()
    certificate = run.certified()
    for one in (name, "flac"):
        assert run.ticks(one) == exact(run, one)
    assert verdicts(certificate, name)
    # An encoder's state at 256 kbit/s may never be quite that of one that did not stop.
    worse = [row["snr_db"] for row in certificate["seams"] if row["verdict"] == "worse"]
    assert min(worse, default=INAUDIBLE_DB) >= INAUDIBLE_DB

"""Chunks of real music join so that nobody can measure where; what does not is found and mended."""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from didit360.log import logger
from media.data import storage
from media.domain import manifest
from media.domain.playlists import segment_name
from media.steps.certify import Misplaced
from tests import real_files
from tests.unit import aws as house
from tests.unit.media.certified import Run
from tests.unit.media.encoded import Sound, hear, music, record
from tests.unit.media.files import film, make, sine

pytestmark = pytest.mark.usefixtures("aws")

RATES = ["aac-64", "aac-128", "aac-256", "opus-128"]
SONGS = ["Escape from chaosland", "Feelings"]
FRAME = {"aac": 1024, "opus": 960, "flac": 4096}
Values = npt.NDArray[np.float64]
PRIMING = {"aac": 1024, "opus": 312, "flac": 0}
SEGMENT = 256 * 1024


def song(
    folder: Path, title: str, *, start: float = 0, seconds: float = 600, rate: int = 44_100
) -> Path:
    """Some of a recording as a WAV, which can be sought; the recordings are Ogg Vorbis."""
    given = ["-ss", str(start), "-t", str(seconds), "-i", str(real_files.songs()[title])]
    return make(folder / f"{title[:4]}-{start}.wav", [*given, "-ar", str(rate)])


# The claim: at 79 or more joins of two recordings, at each rate of AAC and Opus, the error of the
# joins is distributed as that of places in the middle of chunks.


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


def exact(run: Run, name: str) -> int:
    """The source's samples, as many as they are at the rendition's rate."""
    samples = len(hear(run.original, 2))
    rate, ours = run.source.audio.sample_rate if run.source.audio else 1, run.plan.rendition(name)
    return (2 * samples * ours.timescale + rate) // (2 * rate)


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


# What else would hide a seam, or show one where none is.


@pytest.fixture(scope="module")
def cuttings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return song(tmp_path_factory.mktemp("cuttings"), "Feelings", start=60, seconds=24.5)


def verdicts(certificate: dict[str, Any], name: str) -> dict[str, int]:
    found: dict[str, int] = certificate["renditions"][name]["verdicts"]
    return {verdict: count for verdict, count in found.items() if count}


def test_chunks_without_a_warm_up_are_found_and_mended(cuttings: Path) -> None:
    run = Run.of(cuttings, range(1, 4), only=RATES).made(warm_up=0)
    first = run.certify()
    assert first["decode"] is False
    asked = {chunk["index"]: (set(chunk["only"]), chunk["warm_up"]) for chunk in first["again"]}
    assert asked == dict.fromkeys(range(1, 4), (set(RATES), 256))
    assert all(verdicts(run.certificate, name) == {"worse": 3} for name in RATES)
    mended = run.certified()
    assert len(run.rounds) <= 4
    for name in RATES:
        assert "worse" not in verdicts(mended, name)
        assert mended["renditions"][name]["seams"] == 3
        assert run.ticks(name) == exact(run, name)
    assert {row["warm_up"] for row in mended["seams"]} >= {256}


def test_what_stays_bad_is_accepted_in_the_end_and_told(
    cuttings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(logger(), "warning", lambda said, **more: told.append((said, more)))
    run = Run.of(cuttings, [2], only=["aac-128"]).made(warm_up=0)
    given = []
    for _ in range(3):
        assert told == []
        given.append(run.certify())
    assert [[c["warm_up"] for c in one["again"]] for one in given] == [[256], [1024], []]
    (row,) = run.certificate["seams"]
    assert (row["verdict"], row["warm_up"]) == ("worse", 1024)
    assert row["unbroken_db"] > row["snr_db"] + 3
    assert told[0][1]["joins"][0]["rendition"] == "aac-128"


def test_no_more_than_three_rounds(cuttings: Path) -> None:
    run = Run.of(cuttings, [2], only=["aac-128"]).made(warm_up=0)
    storage.put_json(run.job, "certified-2.json", {**EMPTY, "rows": []})
    run.rounds = [{"round": 3}]
    assert run.certify() == {"again": [], "decode": False, "round": 4}
    assert verdicts(run.certificate, "aac-128") == {"worse": 1}


EMPTY = {"rows": [], "again": [], "decode": False, "warm_ups": {}}


def test_done_again_it_gives_the_same(cuttings: Path) -> None:
    run = Run.of(cuttings, [1, 3], only=["aac-64"]).made(warm_up=0)
    first, kept = run.certify(), run.certificate
    run.rounds.clear()
    assert (run.certify(), run.certificate) == (first, kept)
    for chunk in first["again"]:
        run.encode(chunk)
    second, kept = run.certify(), run.certificate
    run.rounds.pop()
    assert (run.certify(), run.certificate) == (second, kept)


def test_one_part_has_no_joins(cuttings: Path) -> None:
    run = Run.of(cuttings, [], only=["aac-64"]).made()
    assert run.certify() == {"again": [], "decode": False, "round": 1}
    assert run.measured["placed"] is None


def test_a_chunk_that_was_found_elsewhere_is_decoded_in_one_go(
    cuttings: Path, tmp_path: Path
) -> None:
    """As of a damaged file, in which seeking finds another sample."""
    run = Run.of(cuttings, [1, 3], only=["aac-64", "opus-128"]).made()
    late = make(tmp_path / "late.wav", ["-i", str(cuttings), "-af", "adelay=5S:all=1"])
    run.encode(run.event["chunks"][1], late)
    assert run.certify() == {"again": [], "decode": True, "round": 1}
    certificate = run.certified()
    assert len(run.rounds) >= 2
    assert {row["verdict"] for row in certificate["seams"]} <= {"as_inside", "as_unbroken"}
    assert run.ticks("aac-64") == exact(run, "aac-64")


def test_a_chunk_that_is_misplaced_after_all_is_our_fault(cuttings: Path, tmp_path: Path) -> None:
    run = Run.of(cuttings, [2], only=["aac-64"]).made()
    late = make(tmp_path / "late.wav", ["-i", str(cuttings), "-af", "adelay=900S:all=1"])
    run.encode(run.event["chunks"][1], late)
    run.plan = replace(run.plan, decode=True)
    with pytest.raises(Misplaced, match=r"off by \(900,\)|lasts"):
        run.certify()


def test_a_length_that_is_not_the_source_s_is_not_accepted(cuttings: Path) -> None:
    run = Run.of(cuttings, [2], only=["aac-64"]).made()
    run.measured = {**run.measured, "samples": run.measured["samples"] - 1, "placed": None}
    assert run.certify() == {"again": [], "decode": True, "round": 1}
    run.rounds.clear()
    run.plan = replace(run.plan, decode=True)
    with pytest.raises(Misplaced, match="aac-64 lasts"):
        run.certify()


SOURCES = {
    "mono, 8 kHz": (8_000, 1, 20.5, [1, 3]),
    "mono, 22.05 kHz": (22_050, 1, 14.3, [1]),
    "96 kHz": (96_000, 2, 13.0, [1]),
    "88.2 kHz": (88_200, 2, 13.0, [1]),
    "surround": (48_000, 6, 13.0, [1]),
}


@pytest.mark.parametrize("name", SOURCES)
def test_any_rate_and_any_channels_are_compared_in_place(name: str, tmp_path: Path) -> None:
    rate, channels, seconds, cuts = SOURCES[name]
    original = record(tmp_path / "in.wav", music(seconds, rate, channels), rate)
    run = Run.of(original, cuts, only=["aac-64", "opus-128", "flac"]).made()
    first = run.certify()
    assert first["decode"] is False
    lossy = [r.id for r in run.plan.renditions if r.codec != "flac"]
    assert {row["rendition"] for row in run.certificate["seams"]} == set(lossy)
    for row in run.certificate["seams"]:
        assert row["inside_db"] > 8, "both sounds lie exactly over each other"
        assert row["snr_db"] > row["inside_db"] - 8


def test_what_is_normalised_is_compared_as_it_is_turned_up(cuttings: Path, tmp_path: Path) -> None:
    quieter = ["-i", str(cuttings), "-af", "volume=-9dB:precision=double", "-c:a", "pcm_f32le"]
    turned_down = make(tmp_path / "down.wav", quieter)
    run = Run.of(cuttings, [2], only=["aac-128", "opus-128"]).made()
    for chunk in run.event["chunks"]:
        run.encode(chunk, turned_down)
    run.plan = replace(run.plan, gain_db=-9)
    assert run.certify()["decode"] is False
    for row in run.certificate["seams"]:
        assert row["inside_db"] > 14


def test_silence_joins(tmp_path: Path) -> None:
    silent = make(tmp_path / "a.wav", ["-f", "lavfi", "-i", "anullsrc=r=44100:d=14"])
    run = Run.of(silent, [1]).made()
    assert run.certify() == {"again": [], "decode": False, "round": 1}
    assert {row["verdict"] for row in run.certificate["seams"]} == {"silent"}


@pytest.fixture
def footage(tmp_path: Path) -> Run:
    """Sound from half a second after the first picture on, in chunks of its own."""
    # lavfi's sine is mono; the times are the file's own.
    late = ["-itsoffset", "0.5", *sine(seconds=14, rate=48_000)]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-shortest"]
    made = make(tmp_path / "a.mp4", [*film(seconds=14.5, rate="25"), *late, *codecs])
    return Run.of(made, [1, 2], kind="video", sound_cuts=[1]).made()


def test_a_film_s_joins_are_certified_where_its_sound_stands(footage: Run) -> None:
    assert footage.certified()["pictures"] == {"h264-360": footage.ticks("h264-360") // 1000}
    (row,) = footage.certificate["seams"]
    assert row["inside_db"] > 10
    assert footage.measured["placed"] > footage.measured["samples"] + 20_000


def test_a_chunk_of_pictures_must_begin_with_an_idr_picture(footage: Run) -> None:
    key = f"{footage.job.prefix}h264-360/{segment_name(2)}"
    good = storage.get_bytes(key)
    nal = good.index(b"mdat") + 4
    while good[nal + 4] & 0x1F != 5:
        nal += 4 + int.from_bytes(good[nal : nal + 4], "big")
    storage.put_bytes(
        good[: nal + 4] + bytes([good[nal + 4] & 0xE0 | 1]) + good[nal + 5 :], key, "video/mp4"
    )
    with pytest.raises(Misplaced, match="IDR"):
        footage.certify()


def test_a_chunk_of_pictures_must_have_all_of_them(footage: Run) -> None:
    index = next(c.index for c in footage.plan.chunks if c.kind == "video")
    found = storage.get_json(footage.job, manifest.name(index))
    found["renditions"]["h264-360"]["segments"][0][0] -= 1000
    storage.put_json(footage.job, manifest.name(index), found)
    with pytest.raises(Misplaced, match="ticks in chunk"):
        footage.certify()


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
    run = Run.of(original, sorted(cuts), only=[name]).made()
    certificate = run.certified()
    assert run.ticks(name) == exact(run, name)
    assert "worse" not in verdicts(certificate, name)
    assert verdicts(certificate, name)

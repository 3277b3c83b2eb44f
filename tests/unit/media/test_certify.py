"""What would hide a seam, or show one where none is; and what is done about one."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from didit360.log import logger
from media.data import storage
from media.domain import manifest
from media.domain.playlists import segment_name
from media.domain.rejections import Misplaced
from tests.unit.media.certified import RATES, Run, exact, song, verdicts
from tests.unit.media.encoded import music, record
from tests.unit.media.files import film, make, sine

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture(scope="module")
def cuttings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return song(tmp_path_factory.mktemp("cuttings"), "Feelings", start=60, seconds=24.5)


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

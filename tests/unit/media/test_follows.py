"""Albums without gaps: a track's encoder begins with the end of the one before."""

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import numpy as np
import pytest

from media.data import ffmpeg, previous, records
from media.data.previous import newest
from media.data.sound import FOLLOWING_WARM_UP, Before
from media.domain.jobs import Job
from media.steps import encode, plan, probe
from tests.real_files import songs
from tests.unit.aws import Context
from tests.unit.media.encoded import Sound, hear, music, record, snr, stream
from tests.unit.media.files import MEDIA, OWNER, UPLOAD, stored, streamed
from tests.unit.media.test_exact import assert_exact

RATE = 44_100
FRAMES = FOLLOWING_WARM_UP * 1024
BEFORE = "med_01K9QZ4T7M5V3N8X2B6C1D0EFA"
CUTS = (1_111_111, 1_300_000, 1_700_777)
"""Where the song is loud and changes: without its past an encoder chooses otherwise there."""


@pytest.fixture(scope="module")
def song() -> Sound:
    command = [str(ffmpeg.tool("ffmpeg")), "-v", "error", "-ss", "20", "-t", "50"]
    raw = ["-map", "0:a", "-f", "f32le", "-ac", "2", "-ar", str(RATE), "-"]
    given = [*command, "-i", str(songs()["Metal madness"]), *raw]
    return np.frombuffer(subprocess.run(given, capture_output=True, check=True).stdout, "<f4")[
        : 45 * RATE * 2
    ].reshape(-1, 2)


def tail(path: Path, sound: Sound) -> Before:
    path.write_bytes(np.ascontiguousarray(sound[-FRAMES:]).tobytes())
    return Before(path, FRAMES, RATE, 2)


def first_frames(sound: Sound, heard: Sound) -> float:
    """How good the first 140 ms are, dB."""
    quality = [snr(sound[at : at + 2048], heard[at : at + 2048]) for at in (0, 2048, 4096)]
    return float(np.mean(quality))


def test_a_join_is_as_good_as_if_it_were_none(song: Sound, tmp_path: Path) -> None:
    names = ["aac-64", "aac-128", "aac-256"]
    found: dict[tuple[str, str], list[float]] = {}
    for cut in CUTS:
        after = song[cut : cut + 3 * RATE]
        home = tmp_path / str(cut)
        home.mkdir()
        track = record(home / "after.wav", after, RATE)
        both = record(home / "both.wav", song[cut - 10 * RATE : cut + 3 * RATE], RATE)
        ways = {
            "alone": stream(track, home / "alone", only=names),
            "follows": stream(
                track, home / "follows", only=names, before=tail(home / "tail", song[:cut])
            ),
            "unbroken": stream(both, home / "both", only=names),
        }
        for way, made in ways.items():
            for name in names:
                heard = hear(made.playlist(name), 2)
                from_here = heard[10 * RATE :] if way == "unbroken" else heard
                found.setdefault((way, name), []).append(first_frames(after, from_here))
        for name in names:
            assert_exact(ways["follows"], name, len(after))
    quality = {key: float(np.mean(each)) for key, each in found.items()}
    for name in names:
        assert quality["follows", name] > quality["unbroken", name] - 1, name
    assert quality["follows", "aac-128"] > quality["alone", "aac-128"] + 4


def test_an_encoder_at_another_rate_goes_on_too(tmp_path: Path) -> None:
    sound = music(20, 96_000)
    cut = 12 * 96_000 + 5
    original = record(tmp_path / "in.flac", sound[cut:], 96_000)
    kept = sound[cut - 2 * FRAMES : cut]
    (tmp_path / "tail").write_bytes(np.ascontiguousarray(kept).tobytes())
    before = Before(tmp_path / "tail", 2 * FRAMES, 96_000, 2)
    made = stream(original, tmp_path / "out", before=before)
    assert_exact(made, "aac-128", (len(sound) - cut + 1) // 2)
    heard = hear(made.playlist("aac-128"), 2)
    plain = hear(stream(original, tmp_path / "plain").playlist("aac-128"), 2)
    wanted = sound[cut::2][: len(heard)]
    assert snr(wanted[:2048], heard[:2048]) > snr(wanted[:2048], plain[:2048]) - 1
    assert not np.array_equal(heard[:2048], plain[:2048])


def sent(path: Path, upload_id: str = UPLOAD, **facts: Any) -> None:
    """The track before, as its row and its object tell of it."""
    key = f"{OWNER}/{BEFORE}/{upload_id}"
    answer = boto3.client("s3").put_object(Bucket="originals", Key=key, Body=path.read_bytes())
    about = {"product": "music", "owner_id": OWNER, "kind": "audio", "object_key": key}
    given: dict[str, Any] = {
        "state": "ready",
        "object_version": answer["VersionId"],
        **about,
        **facts,
    }
    records.model()(BEFORE, upload_id, size=path.stat().st_size, **given).save()


def encoded(path: Path, **facts: Any) -> bytes:
    """The first segment of a track that follows."""
    job = replace(stored(path), **facts)
    return run(job, path)


def run(job: Job, path: Path) -> bytes:
    event = {"job": job.as_dict(), "source": probe.look(str(path), "audio").as_dict()}
    made = plan.handler(event, None)
    encode.handler({**event, "plan": made["plan"], "chunk": made["chunks"][0]}, Context())
    return streamed()[f"{job.prefix}aac-64/00001.m4s"]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("media.data.progress.start", lambda *_, **__: None)
    monkeypatch.setattr("media.data.progress.encoding", lambda *_: True)


@pytest.mark.usefixtures("aws", "told")
@pytest.mark.parametrize(("suffix", "arguments"), [("flac", []), ("m4a", ["-c:a", "aac"])])
def test_the_end_of_the_track_before_is_what_was_cut(
    tmp_path: Path, suffix: str, arguments: list[str]
) -> None:
    sound = music(20.0123, RATE)
    cut = 12 * RATE + 77
    sent(record(tmp_path / f"before.{suffix}", sound[:cut], RATE, *arguments))
    track = record(tmp_path / "in.wav", sound[cut:], RATE)
    job = replace(stored(track), follows=BEFORE)
    source = probe.look(str(track), "audio")
    before = previous.fetch(job, source, FRAMES, tmp_path)
    assert before is not None
    heard = np.fromfile(before.path, "<f4").reshape(-1, 2)
    assert heard.shape == (FRAMES, 2)
    # To the sample: AAC's own error is far smaller than that of a sample's shift.
    assert snr(sound[cut - FRAMES : cut], heard) > (14 if arguments else 80)
    assert run(job, track) != encoded(track)


@pytest.mark.usefixtures("aws", "told")
@pytest.mark.parametrize("what", ["nothing", "another's", "mono", "rate", "short", "gone", "noise"])
def test_without_a_fitting_one_it_begins_as_any_other(tmp_path: Path, what: str) -> None:
    sound = music(8, RATE)
    shapes = {"mono": ["-ac", "1"], "rate": ["-ar", "48000"], "short": ["-t", "2"]}
    before = record(tmp_path / "before.flac", sound, RATE, *shapes.get(what, []))
    if what == "noise":
        before.write_bytes(b"\xff" * 5000)
    if what != "nothing":
        sent(before, **({"owner_id": "somebody"} if what == "another's" else {}))
    if what == "gone":
        boto3.client("s3").delete_object(
            Bucket="originals",
            Key=f"{OWNER}/{BEFORE}/{UPLOAD}",
            VersionId=records.model().get(BEFORE, UPLOAD).object_version or "",
        )
    track = record(tmp_path / "in.wav", music(2, RATE), RATE)
    assert encoded(track, follows=BEFORE) == encoded(track)


@pytest.mark.usefixtures("aws")
def test_what_is_heard_goes_before_what_was_only_sent(tmp_path: Path) -> None:
    path = record(tmp_path / "a.flac", music(1, RATE), RATE)
    older, newer = f"{UPLOAD[:-1]}1", f"{UPLOAD[:-1]}2"
    assert newest(BEFORE, OWNER) is None
    sent(path, older)
    assert newest(BEFORE, OWNER) == (f"{OWNER}/{BEFORE}/{older}", version(older))
    sent(path, newer, state="processing")
    assert newest(BEFORE, OWNER) == (f"{OWNER}/{BEFORE}/{newer}", version(newer))
    row = records.model().get(BEFORE, older)
    row.published_version = row.object_version
    row.save()
    assert newest(BEFORE, OWNER) == (f"{OWNER}/{BEFORE}/{older}", version(older))
    sent(path, f"{UPLOAD[:-1]}3", state="failed")
    assert newest(BEFORE, OWNER) == (f"{OWNER}/{BEFORE}/{older}", version(older))
    assert newest(MEDIA, OWNER) is None
    assert newest(BEFORE, "somebody") is None


def version(upload_id: str) -> str | None:
    return records.model().get(BEFORE, upload_id).object_version

"""The same recording is found again: in another file, of another artist, while it is there."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from didit360.clock import now
from media.data import ends, fingerprints, records
from media.domain.jobs import Job, State, run_id_of
from media.on import media_released, sweep
from media.steps import fail, fingerprint, probe
from tests.real_files import songs
from tests.unit.aws import Said
from tests.unit.media.events import check
from tests.unit.media.files import OWNER, make, sine
from tests.unit.media.uploads import failure_of, published, wake

pytestmark = pytest.mark.usefixtures("aws")

ULID = "01K9QZ4T7M5V3N8X2B6C1D0E{:02d}"
DONE = {"matches": 0}


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return piece(tmp_path_factory.mktemp("song") / "a.wav")


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as an MP3, three seconds later and quieter."""
    late = ["-af", "adelay=3000:all=1,volume=-6dB", "-b:a", "128k"]
    return piece(tmp_path_factory.mktemp("song") / "b.mp3", *late)


def piece(path: Path, *options: str, title: str = "Feelings") -> Path:
    cut = ["-ss", "40", "-t", "20", "-i", str(songs()[title]), "-map", "0:a:0"]
    return make(path, [*cut, *options])


def uploaded(
    file: Path, number: int, owner: str = "me", *, track: int | None = None, product: str = "music"
) -> Job:
    """A file that has arrived for a track; the n-th upload of all."""
    media_id = "med_" + ULID.format(number if track is None else track)
    upload_id = "upl_" + ULID.format(number)
    key = f"{owner}/{media_id}/{upload_id}"
    body = file.read_bytes()
    version = boto3.client("s3").put_object(Bucket="originals", Key=key, Body=body)["VersionId"]
    run_id = run_id_of(upload_id, version)
    job = Job(media_id, upload_id, run_id, owner, "audio", "originals", key, version, len(body))
    records.model()(
        media_id,
        upload_id,
        product=product,
        owner_id=owner,
        kind="audio",
        object_key=key,
        size=len(body),
        state=State.PROCESSING,
        run_id=run_id,
    ).save()
    return job


def heard(job: Job, file: Path) -> dict[str, Any]:
    source = probe.look(str(file), "audio")
    return fingerprint.handler({"job": job.as_dict(), "source": source.as_dict()}, None)


def rows() -> list[dict[str, Any]]:
    return list(boto3.resource("dynamodb").Table("fingerprints").scan()["Items"])


def test_the_same_recording_is_told_of_once_with_where_it_lies(
    original: Path, copy: Path, said: Said
) -> None:
    first, second = uploaded(original, 1, "me"), uploaded(copy, 2, "another")
    assert heard(first, original) == DONE
    assert said == []
    assert heard(second, copy) == {"matches": 1}
    ((name, detail),) = said
    check(said)
    assert name == "media_matched"
    assert (detail["media_id"], detail["upload_id"]) == (second.media_id, second.upload_id)
    assert (detail["owner_id"], detail["product"]) == ("another", "music")
    (match,) = detail["matches"]
    assert (match["media_id"], match["owner_id"]) == (first.media_id, "me")
    assert match["similarity"] > 0.93
    assert match["offset_ms"] == pytest.approx(3000, abs=130)


def test_repeating_it_keeps_and_says_the_same(original: Path, copy: Path, said: Said) -> None:
    first, second = uploaded(original, 1), uploaded(copy, 2)
    heard(first, original)
    heard(second, copy)
    kept = sorted(rows(), key=str)
    again = list(said)
    assert heard(second, copy) == {"matches": 1}
    assert sorted(rows(), key=str) == kept
    assert said[1:] == again


def test_the_later_upload_is_told_of_even_if_it_was_looked_up_first(
    original: Path, copy: Path, said: Said
) -> None:
    first, second = uploaded(original, 1), uploaded(copy, 2)
    assert heard(second, copy) == DONE
    assert heard(first, original) == {"matches": 1}
    ((_, detail),) = said
    check(said)
    assert detail["upload_id"] == second.upload_id
    assert detail["matches"][0]["media_id"] == first.media_id
    assert detail["matches"][0]["offset_ms"] == pytest.approx(3000, abs=130)


def test_another_song_is_not_the_same(original: Path, tmp_path: Path, said: Said) -> None:
    other = piece(tmp_path / "c.wav", title="Metal madness")
    heard(uploaded(original, 1), original)
    assert heard(uploaded(other, 2), other) == DONE
    assert said == []


def test_a_track_does_not_match_itself_nor_another_product_s(
    original: Path, copy: Path, said: Said
) -> None:
    heard(uploaded(original, 1, track=1), original)
    assert heard(uploaded(copy, 2, track=1), copy) == DONE
    assert heard(uploaded(copy, 3, track=3, product="podcasts"), copy) == DONE
    assert said == []


def test_of_a_track_s_two_files_the_likest_counts(original: Path, copy: Path, said: Said) -> None:
    heard(uploaded(copy, 1, track=1), copy)
    heard(uploaded(original, 2, track=1), original)
    assert heard(uploaded(original, 3), original) == {"matches": 1}
    ((_, detail),) = said
    assert detail["matches"] == [
        {"media_id": "med_" + ULID.format(1), "owner_id": "me", "similarity": 1, "offset_ms": 0}
    ]


def test_what_is_forgotten_or_released_matches_no_more_and_leaves_nothing(
    original: Path, copy: Path, said: Said
) -> None:
    first, second = uploaded(original, 1), uploaded(original, 2, track=1)
    heard(first, original)
    heard(second, original)
    fingerprints.forget(first.media_id, first.run_id)
    fingerprints.forget(first.media_id, first.run_id)
    assert {row["run_id"] for row in rows()} == {second.run_id}
    fingerprints.release(second.media_id)
    fingerprints.release(second.media_id)
    assert rows() == []
    assert heard(uploaded(copy, 3), copy) == DONE
    assert said == []


@pytest.mark.parametrize("end", ["deleted", "failed", "newer file"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_run_that_ended_leaves_nothing(
    original: Path, said: Said, monkeypatch: pytest.MonkeyPatch, end: str, when: str
) -> None:
    heard(uploaded(original, 1, "other"), original)
    before = rows()
    job = uploaded(original, 2)

    def ends(*_: object) -> None:
        row = records.row(job.media_id, job.upload_id)
        assert row is not None
        if end == "deleted":
            row.delete()
        else:
            change = {"state": State.FAILED} if end == "failed" else {"run_id": job.run_id + "x"}
            row.update(actions=[getattr(type(row), k).set(v) for k, v in change.items()])

    if when == "before":
        # A first try was stopped just after it had kept what it heard.
        with monkeypatch.context() as stopped:
            stopped.setattr(fingerprints, "alike", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                heard(job, original)
        ends()
    else:
        keep = fingerprints.keep

        def and_ends(entry: fingerprints.Entry) -> None:
            keep(entry)
            ends()

        monkeypatch.setattr(fingerprints, "keep", and_ends)
    assert heard(job, original) == DONE
    assert sorted(rows(), key=str) == sorted(before, key=str)
    assert said == []


def test_nothing_is_kept_of_what_tells_nothing(tmp_path: Path, said: Said) -> None:
    tone = make(tmp_path / "tone.wav", sine(seconds=20))
    short = piece(tmp_path / "short.wav", "-t", "9")
    for number, file in enumerate([tone, short, short]):
        assert heard(uploaded(file, number), file) == DONE
    assert (rows(), said) == ([], [])


def test_a_file_that_cannot_be_decoded_is_for_others_to_refuse(
    original: Path, tmp_path: Path
) -> None:
    source = probe.look(str(original), "audio")
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF" + b"\0" * 5000)
    event = {"job": uploaded(broken, 1).as_dict(), "source": source.as_dict()}
    assert fingerprint.handler(event, None) == DONE
    silent = replace(source, audio=None)
    assert fingerprint.handler(event | {"source": silent.as_dict()}, None) == DONE


def test_a_code_that_everybody_has_costs_no_more_than_a_few_rows(
    original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "EARLIEST", 2)
    jobs = [uploaded(original, number) for number in range(1, 5)]
    assert [heard(job, original)["matches"] for job in jobs] == [0, 1, 2, 2]


@pytest.mark.usefixtures("workflow")
@pytest.mark.parametrize("end", ["failed", "overtaken", "released", "swept"])
def test_a_fingerprint_goes_where_its_run_goes(original: Path, said: Said, end: str) -> None:
    job = uploaded(original, 1, OWNER)
    heard(job, original)
    assert rows()
    if end == "failed":
        fail.handler(failure_of(job, ValueError("no")), None)
    elif end == "overtaken":
        heard_already = uploaded(original, 2, OWNER, track=1)
        row = records.row(heard_already.media_id, heard_already.upload_id)
        assert row is not None
        row.update(actions=[type(row).published_run.set(heard_already.run_id)])
        assert not published(job)
    elif end == "released":
        detail = {"media_id": job.media_id, "owner_id": OWNER}
        assert wake(media_released.handler, detail) == []
    else:
        row = records.row(job.media_id, job.upload_id)
        assert row is not None
        ends.retire(row, now())
        assert wake(sweep.handler, {}) == []
    assert rows() == []
    assert all(name != "media_matched" for name, _ in said)

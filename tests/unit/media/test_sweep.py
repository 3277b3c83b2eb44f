"""What is left over after workers, events or whole steps were lost is found, and mended."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import boto3
import pytest

from didit360 import events
from didit360.clock import now
from media.data import ends, jobs, progress, records, runs, storage
from media.data.sweeps import arrivals, ended, leftovers, marks
from media.domain.jobs import Job, OriginalKey
from media.domain.rejections import reason
from media.on import original_uploaded, sweep
from tests.unit.aws import Said
from tests.unit.media.events import check
from tests.unit.media.files import EARLIER, MEDIA, OWNER, UPLOAD, streamed, versions
from tests.unit.media.uploads import (
    arrive,
    begun,
    grant,
    job_of,
    published,
    row,
    stream_of,
    wake,
)
from tests.unit.media.uploads import runs as names_of_runs

pytestmark = pytest.mark.usefixtures("aws", "workflow")

OTHER = "med_01K9QZ4T7M5V3N8X2B6C1D0EFH"


def swept(*, patience: float = -60) -> None:
    """One call of the sweep, as the schedule makes it, for which things are old at once."""
    assert wake(sweep.handler, {"patience_seconds": patience}) == []


def state(upload_id: str = UPLOAD) -> str | None:
    kept = row(upload_id)
    return kept["state"] if kept else None


def test_a_house_in_order_is_left_as_it_is(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = begun(EARLIER, monkeypatch), begun(UPLOAD, monkeypatch)
    heard = stream_of(old)
    assert published(old)
    made = stream_of(new)
    progress.start(new, 1)
    told, rows = list(said), (row(EARLIER), row())
    swept()
    swept()
    assert set(heard + made) <= set(streamed())
    assert new.work_prefix + "x" in streamed()
    assert len(versions()) == 2
    assert (list(said), (row(EARLIER), row())) == (told, rows)
    assert runs.status(new.run_id) == "RUNNING"


def test_what_is_young_is_left_to_those_who_work_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    grant(UPLOAD, monkeypatch)
    version = arrive()
    stray = stream_of(replace(job_of(version), media_id=OTHER))
    swept(patience=3600)
    assert (state(), set(stray) <= set(streamed())) == ("granted", True)
    assert timedelta(minutes=30) < sweep.PATIENCE, "a worker may run for fifteen"


def test_a_run_that_never_started_starts(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(UPLOAD, monkeypatch)
    version = arrive()
    job = jobs.accept(OriginalKey(OWNER, MEDIA, UPLOAD), version, "01", len(b"some song"))
    assert names_of_runs(workflow) == []
    swept()
    assert job is not None
    assert names_of_runs(workflow) == [job.run_id]
    assert state() == "uploaded"
    assert said == []


@pytest.mark.parametrize("size", [9, 100 * 1024**2])
def test_an_arrival_of_which_nobody_told_is_taken(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    grant(UPLOAD, monkeypatch, size=size)
    version = arrive()
    swept()
    assert names_of_runs(workflow) == [job_of(version).run_id]
    assert [name for name, _ in said] == ["media_uploaded"]
    check(said)
    kept = row()
    assert kept is not None
    assert (kept["state"], kept["size"], kept["object_version"]) == ("uploaded", 9, version)
    assert "retiring" not in kept


@pytest.mark.usefixtures("said")
def test_the_event_that_comes_after_all_changes_nothing(
    workflow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begun(UPLOAD, monkeypatch, "0055AED6")
    boto3.resource("dynamodb").Table("media").update_item(
        Key={"media_id": MEDIA, "upload_id": UPLOAD},
        UpdateExpression="SET uploaded_at = :at",
        ExpressionAttributeValues={":at": "2020-01-01T00:00:00.000Z"},
    )
    second = job_of(arrive(body=b"better no"))
    swept()
    assert names_of_runs(workflow) == sorted([first.run_id, second.run_id])
    assert row_says(second)
    detail: dict[str, Any] = {
        "bucket": {"name": "originals"},
        "object": {
            "key": second.key,
            "size": 9,
            "sequencer": "0055AED7",
            "version-id": second.version_id,
        },
    }
    assert wake(original_uploaded.handler, detail) == []
    assert row_says(second)
    third = job_of(arrive(body=b"best of 3"))
    detail["object"] |= {"sequencer": "0055AED8", "version-id": third.version_id}
    assert wake(original_uploaded.handler, detail) == []
    assert row_says(third), "a later event of S3's own comes after what the sweep took"


def test_a_run_that_ended_without_a_word_is_said_to_have_failed(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    stream_of(job)
    said.clear()
    boto3.client("stepfunctions").stop_execution(
        executionArn=f"{workflow.replace('stateMachine', 'execution')}:{job.run_id}"
    )
    swept()
    assert [(name, detail["reason"]) for name, detail in said] == [
        ("media_failed", reason("ABORTED", ""))
    ]
    assert "our side" in said[0][1]["reason"]["message"]
    check(said)
    assert (state(), streamed()) == ("failed", {})
    assert len(versions()) == 1, "the file is kept"
    said.clear()
    swept()
    assert said == [], "once"


def test_an_execution_that_nobody_waits_for_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    gone, replaced = begun(EARLIER, monkeypatch), begun(UPLOAD, monkeypatch, "01")
    wanted = begun(UPLOAD, monkeypatch, "02")
    boto3.resource("dynamodb").Table("media").delete_item(
        Key={"media_id": MEDIA, "upload_id": EARLIER}
    )
    swept()
    statuses = [runs.status(job.run_id) for job in (gone, replaced, wanted)]
    assert statuses == ["ABORTED", "ABORTED", "RUNNING"]
    assert {version for _, version in versions()} == {wanted.version_id}


def test_what_a_worker_wrote_too_late_goes(monkeypatch: pytest.MonkeyPatch, said: Said) -> None:
    refused, heard = begun(EARLIER, monkeypatch), begun(UPLOAD, monkeypatch)
    assert jobs.failed(refused, reason("Rejected", "broken: x"))
    stream_of(refused)
    kept = stream_of(heard)
    assert published(heard)
    storage.put_bytes(b"-", heard.work_prefix + "late.json", "application/json")
    stranger = replace(heard, media_id=OTHER, run_id="no-such-run")
    stream_of(stranger)
    swept()
    assert sorted(streamed()) == sorted(kept)
    assert said


def test_originals_and_parts_without_a_row_go(monkeypatch: pytest.MonkeyPatch) -> None:
    grant(UPLOAD, monkeypatch, size=100 * 1024**2)
    s3 = boto3.client("s3")
    stray = f"{OWNER}/{OTHER}/{UPLOAD}"
    s3.put_object(Bucket="originals", Key=stray, Body=b"x")
    s3.create_multipart_upload(Bucket="originals", Key=stray)
    s3.put_object(Bucket="originals", Key="of another shape", Body=b"x")
    swept()
    assert [key for key, _ in versions()] == ["of another shape"]
    open_ = s3.list_multipart_uploads(Bucket="originals")["Uploads"]
    assert [upload["Key"] for upload in open_] == [f"{OWNER}/{MEDIA}/{UPLOAD}"]


def test_each_call_does_a_share_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "MOST", 2)
    monkeypatch.setattr(arrivals, "MOST", 2)
    base = job_of("v")
    for n in range(5):
        media_id = f"{OTHER[:-1]}{n}"
        stream_of(replace(base, media_id=media_id))
        key = f"{OWNER}/{media_id}/{UPLOAD}"
        boto3.client("s3").put_object(Bucket="originals", Key=key, Body=b"x")
    left, arrived = [], [5]
    for _ in range(4):
        swept()
        left.append(len({key.split("/")[1] for key in streamed()}))
        arrived.append(len(versions()))
    assert left == [3, 1, 0, 0]
    # moto begins anew at a marker that is gone, so a call may find nothing.
    assert arrived[-1] <= 1
    assert all(before - after in (0, 1, 2) for before, after in pairwise(arrived))
    assert marks.get("leftovers media/") == ""
    swept()


def test_a_part_that_fails_keeps_none_of_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    stream_of(replace(job_of("v"), media_id=OTHER))

    def broken(_before: object) -> int:
        raise ConnectionError("S3 is away")

    monkeypatch.setitem(sweep.PARTS, "unnoticed", broken)
    assert len(wake(sweep.handler, {"patience_seconds": -60})) == 1, "its queue sends it again"
    assert streamed() == {}


def row_says(job: Job) -> bool:
    kept = row()
    assert kept is not None
    return bool(kept["run_id"] == job.run_id)


def test_a_run_that_was_published_without_a_word_is_told_of(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    kept = stream_of(job)
    said.clear()
    with monkeypatch.context() as killed:
        killed.setattr(events, "publish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            published(job)
    boto3.client("stepfunctions").stop_execution(
        executionArn=f"{workflow.replace('stateMachine', 'execution')}:{job.run_id}"
    )
    swept()
    swept()
    assert [name for name, _ in said] == ["media_ready"]
    assert (state(), sorted(streamed())) == ("ready", sorted(kept))


def test_a_row_that_cannot_be_dropped_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    stream_of(replace(job_of("v"), media_id=OTHER))
    monkeypatch.setattr(ends, "ended", lambda _at: iter([None, None, None]))
    tried: list[object] = []

    def fail(row: object) -> bool:
        tried.append(row)
        raise ConnectionError("S3 is away")

    monkeypatch.setattr(ended, "MOST", 2)
    monkeypatch.setattr(ended, "_drop", fail)
    assert len(wake(sweep.handler, {"patience_seconds": -60})) == 1
    assert (len(tried), streamed()) == (2, {})


def test_one_object_that_fails_stops_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = boto3.client("s3")
    for n in range(3):
        media_id = f"{OTHER[:-1]}{n}"
        stream_of(replace(job_of("v"), media_id=media_id))
        key = f"{OWNER}/{media_id}/{UPLOAD}"
        s3.put_object(Bucket="originals", Key=key, Body=b"x")
        s3.create_multipart_upload(Bucket="originals", Key=key)

    def failing(real: Any) -> Any:
        def call(media_id: str, *others: str) -> Any:
            return 1 / 0 if media_id.endswith("0") else real(media_id, *others)

        return call

    monkeypatch.setattr(records, "uploads", failing(records.uploads))
    monkeypatch.setattr(records, "row", failing(records.row))
    assert len(wake(sweep.handler, {"patience_seconds": -60})) == 1
    assert {key.split("/")[1] for key in streamed()} == {f"{OTHER[:-1]}0"}
    assert [key.split("/")[1] for key, _ in versions()] == [f"{OTHER[:-1]}0"]
    open_ = s3.list_multipart_uploads(Bucket="originals")["Uploads"]
    assert [upload["Key"].split("/")[1] for upload in open_] == [f"{OTHER[:-1]}0"]


def test_parts_beyond_the_first_page_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[dict[str, Any]] = [
        {"IsTruncated": True, "NextKeyMarker": "k", "NextUploadIdMarker": "u"},
        {"IsTruncated": False},
    ]
    asked = []

    class Paged:
        def list_multipart_uploads(self, **given: Any) -> dict[str, Any]:
            asked.append((given.get("KeyMarker"), given.get("UploadIdMarker")))
            return pages[len(asked) - 1]

    monkeypatch.setattr(arrivals, "client", lambda _name: Paged())
    for _ in pages:
        arrivals.abandoned(now())
    assert asked == [(None, None), ("k", "u")]
    assert marks.get("abandoned") == ""


def test_a_picture_that_nobody_looked_at_arrives_anew_and_is_refused_at_last(said: Said) -> None:
    s3 = boto3.client("s3")
    lost = f"avatar/{OWNER}/{OWNER}/upl_01K9QZ5A1P9R7S4T6V8W0XYZAC"
    s3.put_object(Bucket="pictures", Key=lost, Body=b"a picture", ContentType="image/png")
    s3.put_object(Bucket="pictures", Key="stray", Body=b"-")
    partly = "images/img_01K9QZ5A1P9R7S4T6V8W0XYZAC/96.webp"
    storage.put_bytes(b"-", partly, "image/webp")
    swept(patience=600)
    assert s3.head_object(Bucket="pictures", Key=lost)["Metadata"] == {}, "it may be on its way"
    assert s3.head_object(Bucket="pictures", Key="stray")

    for tries in ("1", "2", "3"):
        swept()
        head = s3.head_object(Bucket="pictures", Key=lost)
        assert (head["Metadata"], head["ContentType"]) == ({"tries": tries}, "image/png")
        assert list(said) == []
    swept()

    assert "Contents" not in s3.list_objects_v2(Bucket="pictures")
    assert partly not in streamed()
    check(said)
    ((name, failed),) = said
    assert (name, failed["reason"]["code"]) == ("image_failed", "unreadable")

"""Runs end once: published whole, refused with a reason, overtaken or released without a word."""

from dataclasses import replace
from datetime import timedelta

import boto3
import pytest

from didit360 import events
from didit360.clock import now
from media.data import ends, notes, progress, storage
from media.data.ffmpeg import ToolTimedOut
from media.domain.jobs import Superseded
from media.domain.progress import Stage
from media.domain.rejections import Rejected
from media.on import media_released, sweep
from media.steps import fail
from tests.unit.aws import Said
from tests.unit.media.events import check
from tests.unit.media.files import EARLIER, MEDIA, OWNER, UPLOAD, streamed, versions
from tests.unit.media.uploads import (
    arrive,
    begun,
    failure_of,
    grant,
    published,
    row,
    stream_of,
    wake,
)

pytestmark = pytest.mark.usefixtures("aws", "workflow")


def test_progress_only_grows_and_each_step_is_told_once(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    progress.start(job, chunks=2)
    said.clear()
    for chunk, fraction in ((0, 0.5), (1, 0.5), (1, 0.5), (0, 0.1), (0, 1.0), (1, 7.0)):
        assert progress.encoding(job, chunk, fraction)
    percents = [detail["percent"] for _, detail in said]
    assert percents == [5 + int(83 * 0.25), 5 + int(83 * 0.5), 5 + int(83 * 0.75), 88]
    assert [detail["parts"] for _, detail in said][2:] == [
        {"done": 1, "of": 2},
        {"done": 2, "of": 2},
    ]
    check(said)


def test_a_run_that_was_overtaken_learns_it(monkeypatch: pytest.MonkeyPatch, said: Said) -> None:
    first = begun(UPLOAD, monkeypatch, "01")
    progress.start(first, 1)
    second = begun(UPLOAD, monkeypatch, "02")
    assert progress.encoding(first, 0, 0.5) is False
    with pytest.raises(Superseded):
        progress.start(first, 1)
    stream_of(first)
    said.clear()
    assert published(first) is False
    for error in (Rejected("broken"), KeyError("its objects are gone")):
        assert fail.handler(failure_of(first, error), None) == {"told": False, "ours": False}
    assert (streamed(), said) == ({}, [])
    progress.start(second, 1)
    wake(sweep.handler, {})
    assert [version for _, version in versions()] == [second.version_id]
    kept = row()
    assert kept is not None
    assert kept["state"] == "processing"


def test_publishing_says_media_ready_and_tidies(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    kept = stream_of(job)
    said.clear()
    assert published(job) is True
    assert sorted(streamed()) == sorted(kept)
    assert published(job) is True, "safe to repeat"
    (_, first), (_, again) = said
    assert first == again, "published_at orders runs: a repeat must not move it"
    check(said)
    assert first["facts"]["duration_ms"] == 3000
    assert first["files"]["download"] == "download.m4a"
    state = row()
    assert state is not None
    assert (state["state"], state["percent"]) == ("ready", 100)


@pytest.mark.parametrize("same_upload", [False, True])
def test_a_replaced_stream_plays_on_until_the_last_grant_has_ended(
    said: Said, monkeypatch: pytest.MonkeyPatch, *, same_upload: bool
) -> None:
    old = begun(UPLOAD if same_upload else EARLIER, monkeypatch, "01")
    old_keys = stream_of(old)
    assert published(old)
    new = begun(UPLOAD, monkeypatch, "02")
    new_keys = stream_of(new)
    assert set(old_keys) <= set(streamed()), "listeners hear the old one until the new is ready"
    assert published(new)
    wake(sweep.handler, {})
    assert set(old_keys) <= set(streamed())
    monkeypatch.setattr(sweep, "now", lambda: now() + ends.KEPT_AFTER + timedelta(minutes=1))
    assert timedelta(hours=6) < ends.KEPT_AFTER
    assert wake(sweep.handler, {}) == []
    assert sorted(streamed()) == sorted(new_keys)
    assert [version for _, version in versions()] == [new.version_id]
    kept = row()
    assert kept is not None
    assert kept["state"] == "ready"
    assert said


def test_an_older_run_that_finishes_late_is_not_published(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = begun(EARLIER, monkeypatch)
    newer = begun(UPLOAD, monkeypatch)
    kept = stream_of(newer)
    assert published(newer)
    stream_of(older)
    said.clear()
    assert published(older) is False
    assert sorted(streamed()) == sorted(kept)
    assert said == []


def test_a_failed_replacement_leaves_what_is_heard(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = begun(EARLIER, monkeypatch)
    kept = stream_of(old)
    assert published(old)
    new = begun(UPLOAD, monkeypatch)
    stream_of(new)
    assert fail.handler(failure_of(new, Rejected("too_short")), None) == {
        "told": True,
        "ours": False,
    }
    assert sorted(streamed()) == sorted(kept)
    assert [name for name, _ in said][-2:] == ["media_uploaded", "media_failed"]


def test_a_refused_file_goes_and_its_artist_is_told(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    stream_of(job)
    said.clear()
    assert fail.handler(failure_of(job, Rejected("too_short")), None) == {
        "told": True,
        "ours": False,
    }
    assert fail.handler(failure_of(job, Rejected("too_short")), None) == {
        "told": True,
        "ours": False,
    }
    assert said[0] == said[1]
    assert said[0][1]["reason"]["code"] == "too_short"
    assert "shorter than one second" in said[0][1]["reason"]["message"]
    check(said)
    assert (streamed(), versions()) == ({}, [])
    kept = row()
    assert kept is not None
    assert kept["state"] == "failed"


def test_our_own_failure_keeps_the_file_and_says_so(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    said.clear()
    failure = failure_of(job, RuntimeError("password=hunter2 in /opt/x.py"))
    assert fail.handler(failure, None) == {"told": True, "ours": True}
    message = said[0][1]["reason"]["message"]
    assert "our side" in message
    assert "hunter2" not in message
    assert len(versions()) == 1


EXCEEDED = "States.ExceedToleratedFailureThreshold"


def test_what_a_part_failed_for_is_what_its_run_failed_for(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    with pytest.raises(Rejected), notes.noted(job):
        raise Rejected("broken")
    said.clear()
    ended = fail.handler(failure_of(job, RuntimeError(), EXCEEDED), None)
    assert ended == {"told": True, "ours": False}
    assert said[0][1]["reason"]["code"] == "broken"
    assert (streamed(), versions()) == ({}, []), "the note goes with the run"


def test_a_part_s_time_out_is_ours(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(UPLOAD, monkeypatch)
    with pytest.raises(ToolTimedOut), notes.noted(job):
        raise ToolTimedOut(-9, "")
    said.clear()
    ended = fail.handler(failure_of(job, RuntimeError(), EXCEEDED), None)
    assert ended == {"told": True, "ours": True}
    assert said[0][1]["reason"]["code"] == "timeout"
    assert len(versions()) == 1


def test_what_is_tried_again_leaves_no_note(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(UPLOAD, monkeypatch)
    with pytest.raises(OSError, match="a disk"), notes.noted(job):
        raise OSError("a disk")
    said.clear()
    fail.handler(failure_of(job, RuntimeError(), EXCEEDED), None)
    assert said[0][1]["reason"]["code"] == "internal"


def test_a_stage_is_told_in_a_word(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    job = begun(UPLOAD, monkeypatch)
    said.clear()
    assert progress.reached(job, Stage.LOOKING)
    progress.start(job, 2, decode=True)
    for fraction in (0.0, 0.5, 1.0):
        assert progress.reached(job, Stage.DECODING, fraction)
    assert progress.encoding(job, 0, 0.5)
    assert progress.reached(job, Stage.DECODING, 1.0), "a repeat"
    assert progress.encoding(job, 0, 1.0)
    assert progress.encoding(job, 1, 1.0)
    assert progress.reached(job, Stage.CHECKING, 0.5)
    assert progress.reached(job, Stage.PACKAGING)
    check(said)
    told = [(detail["percent"], detail["stage"]) for _, detail in said]
    assert told == [
        *((1, "looking"), (5, "looking"), (12, "decoding"), (20, "decoding")),
        *((37, "encoding"), (54, "encoding"), (88, "encoding")),
        *((91, "checking"), (94, "packaging")),
    ]
    assert progress.reached(replace(job, run_id="another"), Stage.CHECKING) is False


def test_what_fails_after_publishing_takes_nothing_away(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    kept = stream_of(job)
    assert published(job)
    said.clear()
    after = {"told": False, "ours": True}
    assert fail.handler(failure_of(job, RuntimeError("tidying")), None) == after
    assert (sorted(streamed()), said) == (sorted(kept), [])


def test_release_leaves_nothing_and_may_be_repeated(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = begun(EARLIER, monkeypatch), begun(UPLOAD, monkeypatch)
    stream_of(old)
    stream_of(new)
    arrive()
    boto3.client("s3").delete_object(Bucket="originals", Key=new.key)  # a delete marker
    beside = "media/med_01K9QZ4T7M5V3N8X2B6C1D0EFH/run/master.m3u8"
    storage.put_bytes(b"-", beside, "text/plain")
    for _ in range(2):
        assert wake(media_released.handler, {"media_id": MEDIA, "owner_id": OWNER}) == []
        assert list(streamed()) == [beside]
        assert versions() == []
        assert (row(EARLIER), row()) == (None, None)
    stream_of(new)
    said.clear()
    assert published(new) is False, "a run that was under way ends without a word"
    assert (list(streamed()), said) == ([beside], [])


def test_release_ends_an_unfinished_upload(monkeypatch: pytest.MonkeyPatch) -> None:
    grant(UPLOAD, monkeypatch, size=100 * 1024**2)
    s3 = boto3.client("s3")
    assert len(s3.list_multipart_uploads(Bucket="originals")["Uploads"]) == 1
    assert wake(media_released.handler, {"media_id": MEDIA, "owner_id": OWNER}) == []
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="originals")


def test_a_malformed_release_deletes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    begun(UPLOAD, monkeypatch)
    for media_id, owner_id in (("", OWNER), ("med_", OWNER), ("../x", OWNER), (MEDIA, "")):
        assert len(wake(media_released.handler, {"media_id": media_id, "owner_id": owner_id})) == 1
    assert len(versions()) == 1
    for prefix in ("", "/", "media/", "media//", "media/x"):
        with pytest.raises(ValueError, match="will not delete"):
            storage.delete_prefix(prefix)


def test_sweeping_takes_grants_past_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    grant(UPLOAD, monkeypatch, size=100 * 1024**2)
    boto3.resource("dynamodb").Table("media").update_item(
        Key={"media_id": MEDIA, "upload_id": UPLOAD},
        UpdateExpression="SET retiring = :yes, retire_at = :at",
        ExpressionAttributeValues={":yes": "yes", ":at": "2020-01-01T00:00:00.000Z"},
    )
    assert wake(sweep.handler, {}) == []
    assert row() is None
    assert "Uploads" not in boto3.client("s3").list_multipart_uploads(Bucket="originals")


def test_what_was_published_is_said_though_its_step_was_killed(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    kept = stream_of(job)
    said.clear()
    with monkeypatch.context() as killed:
        killed.setattr(events, "publish", _away)
        with pytest.raises(ConnectionError):
            published(job)
    assert said == []
    # A killed house forgets what its rows said last, but not what was deleted: scratch may be gone.
    storage.delete_prefix(job.work_prefix)
    # The run is repeated, finds itself published, and ends in Fail.
    ended = fail.handler(failure_of(job, Superseded(job.run_id)), None)
    assert ended == {"told": False, "ours": False}
    assert [name for name, _ in said] == ["media_ready"]
    check(said)
    assert sorted(streamed()) == sorted(kept)
    fail.handler(failure_of(job, Superseded(job.run_id)), None)
    assert len(said) == 1
    state = row()
    assert state is not None
    assert {"under_way", "unsaid"}.isdisjoint(state)


def _away(*_: object) -> None:
    raise ConnectionError("the bus is away")

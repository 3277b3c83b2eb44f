"""Uploads become runs once per object version, whatever order events come in."""

import json

import boto3
import pytest

from media.data import progress
from media.data import runs as executions
from media.domain.jobs import Job
from media.on import sweep
from tests.unit.aws import Said
from tests.unit.media.events import check
from tests.unit.media.files import EARLIER, MEDIA, OWNER, UPLOAD, versions
from tests.unit.media.uploads import arrive, begun, grant, job_of, row, runs, tell, wake

pytestmark = pytest.mark.usefixtures("aws", "workflow")


def test_an_upload_starts_one_run(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    assert runs(workflow) == [job.run_id]
    kept = row()
    assert kept is not None
    assert (kept["state"], kept["run_id"], kept["object_version"]) == (
        *("uploaded", job.run_id, job.version_id),
    )
    assert "retiring" not in kept, "the sweep would take the row of a file that has come"
    assert [name for name, _ in said] == ["media_uploaded"]
    check(said)
    states = boto3.client("stepfunctions")
    arn = states.list_executions(stateMachineArn=workflow)["executions"][0]["executionArn"]
    assert Job.from_dict(json.loads(states.describe_execution(executionArn=arn)["input"])) == job


def test_the_same_event_twice_is_one_run(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(UPLOAD, monkeypatch)
    assert tell(job.version_id, "01") == []
    assert runs(workflow) == [job.run_id]
    progress.start(job, 1)
    assert tell(job.version_id, "01") == []
    state = row()
    assert state is not None
    assert state["state"] == "processing", "a late twin must not set a run back"
    assert [name for name, _ in said] == ["media_uploaded", "media_uploaded", "media_progressed"]


def test_a_crash_before_the_start_is_made_good_by_the_twin(
    workflow: str, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    grant(UPLOAD, monkeypatch)
    version = arrive()
    with monkeypatch.context() as broken:
        broken.setattr(executions, "start", lambda _job: 1 / 0)
        assert len(tell(version, "01")) == 1
    assert runs(workflow) == []
    assert tell(version, "01") == []
    assert runs(workflow) == [job_of(version).run_id]
    assert said


@pytest.mark.parametrize("late_first", [False, True])
def test_of_two_versions_the_later_wins(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch, *, late_first: bool
) -> None:
    grant(UPLOAD, monkeypatch)
    first, second = arrive(body=b"first one"), arrive(body=b"second 12")
    # S3's sequencers differ in length; the longer one here is the earlier one.
    events = [(first, "0055AED6DCD90281E5"), (second, "0055AED6DCD902FF")]
    for version, sequencer in reversed(events) if late_first else events:
        assert tell(version, sequencer) == []
    kept = row()
    assert kept is not None
    assert kept["object_version"] == second
    assert job_of(second).run_id in runs(workflow)
    if late_first:
        assert runs(workflow) == [job_of(second).run_id], "the older one starts nothing"
    assert said


def test_an_earlier_upload_that_comes_late_changes_nothing(
    workflow: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(EARLIER, monkeypatch)
    later = begun(UPLOAD, monkeypatch)
    stale = arrive(EARLIER)
    assert tell(stale, "99", EARLIER) == []
    assert runs(workflow) == [later.run_id]
    kept = row(EARLIER)
    assert kept is not None
    assert kept["state"] == "superseded"
    wake(sweep.handler, {})
    assert row(EARLIER) is None
    assert [version for _, version in versions()] == [later.version_id]
    assert len(said) == 1


def test_a_file_nobody_was_granted_is_thrown_away(workflow: str, said: Said) -> None:
    version = arrive()
    assert tell(version, "01") == []
    assert (versions(), runs(workflow), said) == ([], [], [])


def test_a_key_of_another_shape_is_left_alone(workflow: str) -> None:
    assert tell("v", "01", key=f"x/{OWNER}/{MEDIA}/{UPLOAD}") == []
    assert runs(workflow) == []


def test_another_s_row_is_not_taken(workflow: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grant(UPLOAD, monkeypatch)
    foreign = f"someone-else/{MEDIA}/{UPLOAD}"
    boto3.client("s3").put_object(Bucket="originals", Key=foreign, Body=b"x")
    assert tell(versions()[0][1], "01", key=foreign) == []
    assert runs(workflow) == []
    assert versions() == []

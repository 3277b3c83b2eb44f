"""Names and order of runs, without any AWS."""

import json

import pytest

from media.domain.jobs import Job, OriginalKey, ordered, run_id_of
from media.domain.progress import Stage, encoded, percent
from tests.unit.media.files import MEDIA, OWNER, UPLOAD


def test_only_the_grant_s_shape_of_key_is_an_upload() -> None:
    assert OriginalKey.parse(f"{OWNER}/{MEDIA}/{UPLOAD}") == OriginalKey(OWNER, MEDIA, UPLOAD)


@pytest.mark.parametrize(
    "key",
    [
        *("", "readme", "a/b/c", f"{OWNER}/{MEDIA}/", f"{OWNER}/{UPLOAD}/{MEDIA}"),
        *(f"{OWNER}/{MEDIA}/../{UPLOAD}", f"x/{OWNER}/{MEDIA}/{UPLOAD}", f"/{MEDIA}/{UPLOAD}"),
        *(
            f"{OWNER}/{MEDIA}/{UPLOAD}\n",
            f"{OWNER}/{MEDIA}/{UPLOAD}.mp3",
            f"$(id)/{MEDIA}/{UPLOAD}",
        ),
    ],
)
def test_any_other_key_is_none(key: str) -> None:
    assert OriginalKey.parse(key) is None


def test_a_run_is_named_after_its_object_version() -> None:
    names = {run_id_of(UPLOAD, version) for version in ("a", "b", "null")}
    assert len(names) == 3
    assert run_id_of(UPLOAD, "a") == run_id_of(UPLOAD, "a")
    assert all(len(name) <= 80 for name in names), "Step Functions' longest execution name"


def test_sequencers_compare_as_s3_says() -> None:
    assert ordered("0055AED6DCD90281E5") < ordered("0055aed6dcd902FF")
    assert ordered("00") == ordered("0")
    assert ordered("9") > ordered("8FFFFFFFFFFFFFFF")


def test_percent_leaves_room_at_both_ends() -> None:
    assert encoded({}, 3, decoded=False) == 5
    assert encoded({"0": 1, "1": 1, "2": 1}, 3, decoded=False) == 88
    assert encoded({"0": 1}, 0, decoded=False) == 88
    assert encoded({}, 3, decoded=True) == 20
    assert encoded({"0": 7, "1": -1}, 2, decoded=True) == 54


def test_stages_follow_each_other_without_a_step_back() -> None:
    steps = [percent(stage, fraction) for stage in Stage for fraction in (0, 0.5, 1, 7)]
    encoding = [n for n in steps if percent(Stage.DECODING, 1) < n or n < 5]
    assert encoding == sorted(encoding)
    assert steps[0] > 0
    assert steps[-1] < 100


def test_a_job_from_before_the_options_has_none() -> None:
    given = {name: "x" for name in Job.__dataclass_fields__ if name not in OPTIONS} | {"size": 9}
    job = Job.from_dict(given)
    assert (job.normalise, job.av1, job.follows) == (False, False, None)
    assert Job.from_dict(json.loads(json.dumps(job.as_dict()))) == job


OPTIONS = {"normalise", "av1", "follows"}

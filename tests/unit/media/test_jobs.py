"""Names and order of runs, without any AWS."""

import pytest

from media.domain.jobs import OriginalKey, ordered, percent_of, run_id_of
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
    assert percent_of({}, 3) == 5
    assert percent_of({"0": 1, "1": 1, "2": 1}, 3) == 90
    assert percent_of({"0": 1}, 0) == 90

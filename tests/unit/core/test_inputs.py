import pytest
from pydantic import ValidationError

from didit360.inputs import Change, Day, Moment, YesNo, unsaid


class Said(Change):
    name: str = unsaid()
    at: Moment | None = None
    day: Day | None = None
    loud: YesNo = False


def test_what_was_not_said_is_not_there_and_no_null() -> None:
    assert Said.model_validate({}).said() == {}
    assert Said.model_validate({"at": None}).said() == {"at": None}
    with pytest.raises(ValidationError):
        Said.model_validate({"name": None})
    assert "default" not in Said.model_json_schema()["properties"]["name"]


@pytest.mark.parametrize("number", [5, 5.5, True, "5", "1800000000", "5.5", b"2026-11-22"])
@pytest.mark.parametrize("field", ["at", "day"])
def test_no_number_is_a_time(field: str, number: object) -> None:
    with pytest.raises(ValidationError):
        Said.model_validate({field: number})


@pytest.mark.parametrize(
    ("text", "in_utc"),
    [
        ("2026-11-22T18:00:00Z", "2026-11-22T18:00:00+00:00"),
        ("2026-11-22T18:00:00.5+05:30", "2026-11-22T12:30:00.500000+00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00"),
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_a_moment_is_in_utc(text: str, in_utc: str) -> None:
    at = Said.model_validate({"at": text}).at
    assert at is not None
    assert at.isoformat() == in_utc

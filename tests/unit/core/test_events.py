"""The contract between products: every sample fits its schema, every handler its sample."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from didit360 import events, ids

EVENTS = Path(__file__).parents[3] / "events"
NAMES = sorted(path.name.removesuffix(".schema.json") for path in EVENTS.glob("*.schema.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_fits_its_schema(name: str) -> None:
    schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
    sample = json.loads((EVENTS / f"{name}.sample.json").read_text())

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(sample)


def test_every_event_that_a_function_waits_for_has_a_schema() -> None:
    waited_for = {
        path.stem
        for path in (EVENTS.parent / "functions").glob("*/on/*.py")
        if "on_event(" in path.read_text()
    }
    aws_own = {"original_uploaded", "picture_uploaded", "sweep", "outbox", "overdue"}
    assert waited_for - aws_own <= set(NAMES)


@pytest.mark.usefixtures("aws")
def test_an_event_the_bus_does_not_take_fails_its_function(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Bus:
        def put_events(self, **_: object) -> dict[str, object]:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]}

    monkeypatch.setattr(events, "client", lambda _: Bus())
    with pytest.raises(events.EventNotAcceptedError, match="InternalFailure"):
        events.publish("media_released", {})


def test_ids_sort_by_time_and_have_twins() -> None:
    made = [ids.new("trk") for _ in range(3)]

    assert all(ids.is_id(one, "trk") and not ids.is_id(one, "med") for one in made)
    assert ids.twin(made[0], "med") == made[0].replace("trk_", "med_")
    with pytest.raises(ValueError, match="not an id"):
        ids.twin("trk_../../x", "med")

"""The contract between products: every sample fits its schema, every handler its sample."""

import ast
import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from didit360 import events, ids
from tests.said import EVENTS, ROOT, said

SAID = {(file, name) for file, names in said().items() for name in names}
NAMES = sorted(path.name.removesuffix(".schema.json") for path in EVENTS.glob("*.schema.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_fits_its_schema(name: str) -> None:
    schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
    sample = json.loads((EVENTS / f"{name}.sample.json").read_text())

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(sample)


def test_what_is_described_is_shown_and_said() -> None:
    shown = {path.name.removesuffix(".sample.json") for path in EVENTS.glob("*.sample.json")}

    assert shown == set(NAMES)
    assert {name for _, name in SAID} >= set(NAMES)


@pytest.mark.parametrize(("file", "name"), sorted(SAID))
def test_an_event_that_the_code_says_is_described(file: str, name: str) -> None:
    assert name in NAMES, f"{file} says {name}: describe it in events/{name}.schema.json"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_closed_and_its_sample_has_every_required_field_alone(name: str) -> None:
    schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
    sample = json.loads((EVENTS / f"{name}.sample.json").read_text())
    validator = Draft202012Validator(schema, format_checker=FormatChecker())

    assert not validator.is_valid(sample | {"something_else": 1})
    for field in schema["required"]:
        assert not validator.is_valid({key: sample[key] for key in sample if key != field})


def test_every_event_that_a_function_waits_for_has_a_schema() -> None:
    waited_for = {
        (node.args[0].value, file.name)
        for file in (ROOT / "infra" / "cdk" / "stacks").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "on"
        and isinstance(node.args[0], ast.Constant)
        and "of" not in {word.arg for word in node.keywords}
    }
    assert len(waited_for) > 10
    assert {name for name, _ in waited_for} <= set(NAMES)


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

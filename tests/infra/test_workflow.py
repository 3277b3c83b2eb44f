"""The transcode workflow, as Step Functions will run it."""

import json
from typing import Any

import pytest

from tests.infra.reading import Json, Templates

NOT_OURS = {"Rejected", "Superseded", "OriginalGone"}
NEVER_AGAIN = NOT_OURS | {"ToolTimedOut"}


@pytest.fixture(scope="module")
def machine(prod: Templates) -> Json:
    (resource,) = prod.all("AWS::StepFunctions::StateMachine")
    definition: Json = json.loads(
        prod.text(resource.properties["DefinitionString"], resource.stack)
    )
    return definition


def test_the_order_of_the_steps(machine: Json) -> None:
    order, name = [], machine["StartAt"]
    while name:
        order.append(name)
        name = machine["States"][name].get("Next")
    assert order == ["Job", "Probe", "Plan", "Make", "Package", "Publish"]
    encode, measure, artwork = machine["States"]["Make"]["Branches"]
    assert [*encode["States"]] == ["Each chunk", "Progressive"]
    assert [*measure["States"]] == ["Measure"]
    assert [*artwork["States"]] == ["Artwork"]


def test_every_step_gets_the_job_unchanged(machine: Json) -> None:
    for name, task in _tasks(machine).items():
        if name == "Encode":  # its whole input, which the map selects
            assert "Parameters" not in task
        else:
            assert task["Parameters"]["job.$"] == "$.job", name
    each = machine["States"]["Make"]["Branches"][0]["States"]["Each chunk"]
    assert each["ItemSelector"] == {
        "job.$": "$.job",
        "source.$": "$.source",
        "plan.$": "$.plan",
        "chunk.$": "$$.Map.Item.Value",
    }


def test_chunks_are_encoded_side_by_side_up_to_the_stage_s_limit(machine: Json) -> None:
    each = machine["States"]["Make"]["Branches"][0]["States"]["Each chunk"]
    assert each["MaxConcurrency"] == 40
    assert each["ItemsPath"] == "$.plan.chunks"


def test_our_failures_are_tried_again_and_the_file_s_are_not(machine: Json) -> None:
    for name, task in _tasks(machine).items():
        never, service, rest = task["Retry"]
        assert set(never["ErrorEquals"]) == NEVER_AGAIN, name
        assert never["MaxAttempts"] == 0
        assert "Lambda.TooManyRequestsException" in service["ErrorEquals"]
        assert rest["ErrorEquals"] == ["States.ALL"]
        for retry in (service, rest):
            assert retry["JitterStrategy"] == "FULL"
            assert retry["BackoffRate"] > 1
        assert task["TimeoutSeconds"] > 900, "Lambda's own limit comes first"


def test_whatever_goes_wrong_is_told_by_fail(machine: Json) -> None:
    states = machine["States"]
    for name in ("Probe", "Plan", "Make", "Package", "Publish"):
        (catch,) = states[name]["Catch"]
        assert catch == {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Fail"}
    assert states["Fail"]["Parameters"] == {"job.$": "$.job", "error.$": "$.error"}


def test_only_our_own_failures_count_as_failed(machine: Json) -> None:
    choice = machine["States"]["Whose fault?"]
    (excused,) = choice["Choices"]
    assert {case["StringEquals"] for case in excused["Or"]} == NOT_OURS, "a time-out alarms"
    assert machine["States"][excused["Next"]]["Type"] == "Succeed"
    assert machine["States"][choice["Default"]]["Type"] == "Fail"


def test_it_ends_in_time_and_leaves_traces_without_the_artist_s_data(prod: Templates) -> None:
    (resource,) = prod.all("AWS::StepFunctions::StateMachine")
    assert resource.properties["TracingConfiguration"] == {"Enabled": True}
    logging = resource.properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)


def _tasks(machine: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}

    def walk(states: dict[str, Any]) -> None:
        for name, state in states.items():
            if state["Type"] == "Task":
                found[name] = state
            for branch in state.get("Branches", []):
                walk(branch["States"])
            if "ItemProcessor" in state:
                walk(state["ItemProcessor"]["States"])

    walk(machine["States"])
    assert len(found) == 9
    return found

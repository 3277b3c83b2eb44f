"""The transcode workflow, as Step Functions will run it."""

import json
from collections.abc import Iterator

import pytest

from infra.cdk.settings import STAGES, configured
from media.data import notes
from media.steps import fail
from tests.infra.conftest import Synthesize
from tests.infra.reading import Json, Templates

WORKING = {"Task", "Parallel", "Map"}
NEVER_AGAIN = {error.__name__ for error in notes.NEVER_AGAIN}


@pytest.fixture(scope="module")
def machine(prod: Templates) -> Json:
    return _machine(prod)


def test_the_order_of_the_steps(machine: Json) -> None:
    order, name = [], machine["StartAt"]
    while name:
        order.append(name)
        name = machine["States"][name].get("Next") or machine["States"][name].get("Default")
    assert order == [
        *("Job", "Probe", "Normalise?", "Plan", "Decode once?", "Make", "In parts?", "Certify"),
        *("Seamless?", "Join", "Package", "Publish"),
    ]
    encode, measure, artwork, storyboard, fingerprint = machine["States"]["Make"]["Branches"]
    assert [*encode["States"]] == [
        *("One part?", "Each chunk", "Encoded", "Encode", "Progressive"),
    ]
    assert {"Measured yet?", "Measure", "Measured"} == set(measure["States"])
    assert [*artwork["States"]] == ["Artwork"]
    assert {"Storyboard", "No storyboard"} == set(storyboard["States"])
    assert {"Fingerprint", "No fingerprint"} == set(fingerprint["States"])


def test_a_short_track_takes_no_detour(machine: Json) -> None:
    states = machine["States"]
    encode = states["Make"]["Branches"][0]
    for choice in (encode["States"][encode["StartAt"]], states["In parts?"]):
        (one_part,) = choice["Choices"]
        assert (one_part["Variable"], one_part["NumericEquals"]) == ("$.planned.plan.parts", 1)
        assert one_part["Next"] in {"Encode", "Package"}
    assert encode["States"]["Encode"]["Parameters"]["chunk.$"] == "$.planned.chunks[0]"
    assert encode["States"]["Encode"]["Next"] == "Progressive"


def test_the_master_is_measured_first_only_to_be_normalised(machine: Json) -> None:
    states = machine["States"]
    (wanted,) = states["Normalise?"]["Choices"]
    assert wanted["And"] == [
        {"Variable": "$.job.normalise", "IsPresent": True},
        {"Variable": "$.job.normalise", "BooleanEquals": True},
    ]
    assert (wanted["Next"], states["Measure first"]["Next"]) == ("Measure first", "Plan")
    assert states["Plan"]["Parameters"]["measured.$"] == "$.measured"


def test_every_step_gets_the_job_unchanged(machine: Json) -> None:
    chunks = 0
    for name, task in _tasks(machine).items():
        if "Parameters" in task:
            assert task["Parameters"]["job.$"] == "$.job", name
        else:  # its whole input, which a map selects
            chunks += 1
            assert name.startswith("Encode ")
    maps = _maps(machine)
    assert len(maps) == chunks
    for each in maps.values():
        assert each["ItemSelector"] == {
            "job.$": "$.job",
            "source.$": "$.source",
            "plan.$": "$.planned.plan",
            "chunk.$": "$$.Map.Item.Value",
        }


def test_chunks_are_encoded_side_by_side_up_to_the_stage_s_limit(machine: Json) -> None:
    maps = _maps(machine)
    for name in ("Each chunk", "Each chunk anew"):
        each = maps[name]
        assert each["ItemProcessor"]["ProcessorConfig"] == {
            "Mode": "DISTRIBUTED",
            "ExecutionType": "STANDARD",
        }
        assert each["MaxConcurrency"] == 40
        assert each["ItemsPath"] == "$.planned.chunks"
        assert each["ResultPath"] is None, "four hundred answers are no part of the state"
        # Nothing tolerated is the default; batches and written results are not needed.
        unwanted = ("Tolerated", "ItemBatcher", "ItemReader", "ResultWriter")
        assert not [key for key in each if key.startswith(unwanted)]
    assert maps["Each bad chunk"]["ItemsPath"] == "$.certified.again"


def test_workers_are_counted_alike_where_they_are_planned_and_where_they_run(
    synthesize: Synthesize,
) -> None:
    for given, workers in (({}, 2), ({"TRANSCODE_WORKER_COUNT": "7"}, 7)):
        templates = synthesize(configured(STAGES["local"], given))
        plan = templates.functions()["media.steps.plan"].properties["Environment"]["Variables"]
        assert plan["TRANSCODE_WORKER_COUNT"] == str(workers)
        assert _maps(_machine(templates))["Each chunk"]["MaxConcurrency"] == workers


def test_joins_are_certified_and_made_again_a_few_times(machine: Json) -> None:
    states = machine["States"]
    misplaced, bad = states["Seamless?"]["Choices"]
    assert bad["Next"] == "Each bad chunk"
    present, rounds = bad["And"]
    assert present == {"Variable": "$.certified.again[0]", "IsPresent": True}
    assert rounds == {"Variable": "$.certified.round", "NumericLessThanEquals": 3}
    assert states["Each bad chunk"]["Next"] == "Certify"
    # A source that is not where it says is decoded as a whole, once, and encoded from that.
    assert {"Not": {"Variable": "$.planned.plan.decode", "BooleanEquals": True}} in misplaced["And"]
    order = [misplaced["Next"]]
    while order[-1] != "Certify":
        order.append(states[order[-1]]["Next"])
    assert order == ["Not where it says", "Decode anew", "Each chunk anew", "Certify"]
    assert states[order[0]]["Result"] is True
    assert states[order[0]]["ResultPath"] == "$.planned.plan.decode"
    assert states["Job"]["Parameters"]["certified"]["round"] == 0


def test_a_storyboard_or_fingerprint_that_fails_fails_nothing(machine: Json) -> None:
    for branch in machine["States"]["Make"]["Branches"][3:]:
        states = branch["States"]
        (catch,) = states[branch["StartAt"]]["Catch"]
        assert catch["ErrorEquals"] == ["States.ALL"]
        without = states[catch["Next"]]
        assert (without["Type"], without["Result"], without["End"]) == ("Pass", {}, True)


def test_our_failures_are_tried_again_and_the_file_s_are_not(machine: Json) -> None:
    assert "Misplaced" in NEVER_AGAIN, "chunks lie where they lay"
    for name, task in _tasks(machine).items():
        never, throttled, service, rest = task["Retry"]
        assert set(never["ErrorEquals"]) == NEVER_AGAIN, name
        assert never["MaxAttempts"] == 0
        assert throttled["ErrorEquals"] == ["Lambda.TooManyRequestsException"]
        assert throttled["MaxAttempts"] * throttled["MaxDelaySeconds"] >= 3000, "it waits its turn"
        assert rest["ErrorEquals"] == ["States.ALL"]
        for retry in (throttled, service, rest):
            assert retry["JitterStrategy"] == "FULL"
            assert retry["BackoffRate"] > 1
        assert task["TimeoutSeconds"] > 900, "Lambda's own limit comes first"


def test_whatever_goes_wrong_is_told_by_fail(machine: Json) -> None:
    states = machine["States"]
    working = {name for name, state in states.items() if state["Type"] in WORKING} - {"Fail"}
    assert {"Probe", "Plan", "Make", "Certify", "Publish"} < working
    for name in working:
        (catch,) = states[name]["Catch"]
        assert catch == {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Fail"}
    assert states["Fail"]["Parameters"] == {"job.$": "$.job", "error.$": "$.error"}


def test_only_our_own_failures_count_as_failed(machine: Json) -> None:
    states = machine["States"]
    assert states["Fail"]["ResultPath"] == "$.failure"
    choice = states["Whose fault?"]
    (ours,) = choice["Choices"]
    assert (ours["Variable"], ours["BooleanEquals"]) == ("$.failure.ours", True)
    assert states[ours["Next"]]["Type"] == "Fail"
    assert states[choice["Default"]]["Type"] == "Succeed"
    assert set(fail.NOT_OURS) == NEVER_AGAIN - {"ToolTimedOut", "Misplaced"}, "these alarm"


def test_it_ends_in_time_and_leaves_traces_without_the_artist_s_data(prod: Templates) -> None:
    resource = prod.one("media/Transcode/Machine")
    assert resource.properties["TracingConfiguration"] == {"Enabled": True}
    logging = resource.properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)


def _machine(templates: Templates) -> Json:
    resource = templates.one("media/Transcode/Machine")
    definition: Json = json.loads(
        templates.text(resource.properties["DefinitionString"], resource.stack)
    )
    return definition


def _tasks(machine: Json) -> dict[str, Json]:
    found = {name: state for name, state in _states(machine) if state["Type"] == "Task"}
    assert len(found) == 19
    return found


def _maps(machine: Json) -> dict[str, Json]:
    return {name: state for name, state in _states(machine) if state["Type"] == "Map"}


def _states(machine: Json) -> Iterator[tuple[str, Json]]:
    for name, state in machine["States"].items():
        yield name, state
        for inner in (*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])):
            yield from _states(inner)

"""The mint workflow, as Step Functions will run it."""

import json

import pytest

from nfts.data import chain_errors
from nfts.data.editions import SupersededError
from nfts.domain import failure
from tests.infra.reading import Json, Templates

WORKING = ("Prepare", "Send", "Look", "Record")


@pytest.fixture(scope="module")
def machine(prod: Templates) -> Json:
    resource = prod.one("nfts-minting/Mint/Machine")
    definition: Json = json.loads(
        prod.text(resource.properties["DefinitionString"], "nfts-minting")
    )
    return definition


def leads(machine: Json, choice: str) -> dict[str, str]:
    state = machine["States"][choice]
    return {one["StringEquals"]: one["Next"] for one in state["Choices"]} | {"": state["Default"]}


def test_the_order_of_the_steps(machine: Json) -> None:
    states = machine["States"]
    assert (machine["StartAt"], states["Job"]["Next"]) == ("Job", "Prepare")
    after = {name: states[name]["Next"] for name in (*WORKING, "Wait")}
    assert leads(machine, after["Prepare"]) == {"send": "Send", "record": "Record", "": "Done"}
    assert leads(machine, after["Send"]) == {"wait": "Wait", "": "Done"}
    assert after["Wait"] == "Look"
    assert leads(machine, after["Look"]) == {"wait": "Wait", "send": "Send", "": "Record"}
    assert leads(machine, after["Record"]) == {"send": "Send", "": "Done"}
    assert states["Wait"]["SecondsPath"] == "$.now.seconds"


def test_whatever_goes_wrong_is_told(machine: Json) -> None:
    for name in WORKING:
        (catch,) = machine["States"][name]["Catch"]
        assert (catch["ErrorEquals"], catch["Next"]) == (["States.ALL"], "Fail"), name
    assert machine["States"]["Told"]["Type"] == "Succeed"
    assert machine["States"]["Failed"]["Type"] == "Fail"


def test_what_a_second_try_makes_no_better_is_told_at_once(machine: Json) -> None:
    ours = {error.__name__ for error in failure.MintError.__subclasses__()}
    of_the_chain = {name for name in vars(chain_errors) if name.endswith("Error")}
    known = ours | of_the_chain | {SupersededError.__name__}
    assert set(failure.NEVER_AGAIN) <= known
    for name in WORKING:
        first = machine["States"][name]["Retry"][0]
        assert (first["ErrorEquals"], first["MaxAttempts"]) == (failure.NEVER_AGAIN, 0)


def test_a_node_may_be_away_for_half_a_minute(machine: Json) -> None:
    for name in WORKING:
        retries = machine["States"][name]["Retry"]
        (patient,) = [one for one in retries if "NodeUnreachableError" in one["ErrorEquals"]]
        rate, pause = patient["BackoffRate"], patient["IntervalSeconds"]
        pauses = [pause * rate**n for n in range(patient["MaxAttempts"])]
        assert 30 < sum(pauses) < 60
        assert retries.index(patient) < len(retries) - 1, "before States.ALL"

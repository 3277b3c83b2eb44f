"""The minter's key signs digests for those who are granted it, and is nobody else's."""

from typing import Any

from nfts.domain.funds import GAS_METRIC, LOW_GAS, METRICS
from nfts.domain.ledger import UNREADABLE_METRIC
from tests.infra.reading import Resource, Templates, listed

MINTER = "nfts/Chain/MinterKey"
NODES = "nfts/Chain/Nodes"
SIGNERS = {"nfts.steps.send", "nfts.on.overdue_mints", "nfts.api.create_voucher"}
"""Who sends transactions, or hands out what the contract takes from our account alone."""
KNOWERS = {"nfts.steps.prepare", "nfts.steps.confirm", "nfts.steps.record"}
"""Who asks which account that is."""


def _statements(prod: Templates, target: str) -> dict[str, list[dict[str, Any]]]:
    """By function: what its role may do with one resource."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, function in prod.functions().items():
        role = prod.target(function.properties["Role"], function.stack)
        assert role is not None
        for statement in prod.statements(role):
            named = [prod.text(one, role.stack) for one in listed(statement["Resource"])]
            if target in named:
                found.setdefault(name, []).append(statement)
    return found


def _key(prod: Templates) -> Resource:
    (key,) = (one for one in prod.all("AWS::KMS::Key") if one.path == MINTER)
    return key


def test_the_minters_key_is_ethereums_and_outlives_its_stack(prod: Templates) -> None:
    key = _key(prod)
    assert key.properties["KeySpec"] == "ECC_SECG_P256K1"
    assert key.properties["KeyUsage"] == "SIGN_VERIFY"
    assert key.body["DeletionPolicy"] in ("Retain", "RetainExceptOnCreate")
    (statement,) = key.properties["KeyPolicy"]["Statement"]
    assert "root" in str(statement["Principal"]), "what IAM grants, and nothing beside it"


def test_three_sign_digests_and_others_read_whose_key_it_is(prod: Templates) -> None:
    held = _statements(prod, MINTER)
    assert held.keys() == SIGNERS | KNOWERS
    for name, statements in held.items():
        by_action = {action: one for one in statements for action in listed(one["Action"])}
        signing = {"kms:Sign"} if name in SIGNERS else set()
        assert by_action.keys() == signing | {"kms:GetPublicKey"}, name
        for action in signing:
            assert by_action[action]["Condition"] == {
                "StringEquals": {
                    "kms:SigningAlgorithm": "ECDSA_SHA_256",
                    "kms:MessageType": "DIGEST",
                }
            }, name


def test_the_sweep_sees_what_became_of_runs_and_stops_none(prod: Templates) -> None:
    function = prod.functions()["nfts.on.overdue_mints"]
    role = prod.target(function.properties["Role"], function.stack)
    assert role is not None
    actions = {action for one in prod.statements(role) for action in listed(one["Action"])}
    assert {one for one in actions if one.startswith("states:")} == {
        "states:DescribeExecution",
        "states:StartExecution",
    }


def test_an_account_that_runs_dry_is_told_of_before(prod: Templates) -> None:
    """By the metric that the sweep tells, under the names that it tells it."""
    [alarm] = [
        one
        for one in prod.all("AWS::CloudWatch::Alarm")
        if one.properties.get("MetricName") == GAS_METRIC
    ]
    said = alarm.properties
    named = {one["Name"]: prod.text(one["Value"], alarm.stack) for one in said["Dimensions"]}
    sweep = prod.functions()["nfts.on.overdue_mints"]
    assert said["Namespace"] == METRICS
    assert (said["ComparisonOperator"], said["Threshold"]) == ("LessThanThreshold", LOW_GAS)
    assert named == {"function_name": sweep.path, "service": "nfts"}
    assert sweep.properties["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == "nfts"


def test_who_signs_or_asks_is_told_how_and_has_the_layer(prod: Templates) -> None:
    asking, signing = _statements(prod, NODES), _statements(prod, MINTER)
    assert signing.keys() <= asking.keys(), "what is signed is sent, or checked"
    for name, function in prod.functions().items():
        variables = function.properties["Environment"]["Variables"]
        assert ("NODE_SECRET" in variables) == (name in asking), name
        assert ("CHAIN_PARAMETER" in variables) == (name in asking), name
        assert ("MINTER_KEY_ID" in variables) == (name in signing), name
        if name in asking:
            assert {action for one in asking[name] for action in listed(one["Action"])} == {
                "secretsmanager:GetSecretValue"
            }
            assert "VpcConfig" not in function.properties, f"{name} would reach no node"


def test_the_chain_is_asked_by_nobody_but_nftchords(prod: Templates) -> None:
    assert all(name.startswith("nfts.") for name in _statements(prod, NODES))


def test_the_command_finds_what_it_fills(prod: Templates) -> None:
    outputs = prod.stacks["nfts"]["Outputs"]
    assert {"ChainParameter", "NodesSecret", "MinterKey"} <= outputs.keys()
    assert outputs["ChainParameter"]["Value"] == "/didit360/prod/chain"


def test_a_log_that_nobody_can_read_raises_an_alarm(prod: Templates) -> None:
    [alarm] = [
        one
        for one in prod.all("AWS::CloudWatch::Alarm")
        if one.properties.get("MetricName") == UNREADABLE_METRIC
    ]
    said = alarm.properties
    named = {one["Name"]: prod.text(one["Value"], alarm.stack) for one in said["Dimensions"]}
    follower = prod.functions()["nfts.on.follow_chain"]
    assert (said["Namespace"], said["Threshold"]) == (METRICS, 0)
    assert named == {"function_name": follower.path, "service": "nfts"}

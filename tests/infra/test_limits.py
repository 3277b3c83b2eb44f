"""Whose limit it is: counted where they may be counted, under the key that the edge alone adds."""

import ast
import json
from pathlib import Path

import pytest

from didit360 import limits
from infra.cdk.parts.limits import EDGE_HEADER
from infra.cdk.settings import STAGES, configured
from tests.infra.conftest import Synthesize
from tests.infra.reading import Templates, listed

ROOT = Path(__file__).parents[2]
SPENDING = {
    f"{file.parts[-3]}.api.{file.stem}": node.args[0].value
    for file in (ROOT / "functions").glob("*/api/*.py")
    for node in ast.walk(ast.parse(file.read_text()))
    if isinstance(node, ast.Call)
    and ast.unparse(node.func) == "limits.spend"
    and isinstance(node.args[0], ast.Constant)
}


def test_every_budget_is_spent_and_every_spender_has_one() -> None:
    assert set(SPENDING.values()) == set(limits.BUDGETS)
    assert EDGE_HEADER.lower() == limits.EDGE_HEADER


def test_who_spends_may_count_and_nobody_else(prod: Templates) -> None:
    counting = set()
    for name, function in prod.functions().items():
        role = prod.target(function.properties["Role"], function.stack)
        assert role is not None
        actions = {
            action
            for statement in prod.statements(role)
            for resource in listed(statement["Resource"])
            if prod.text(resource, role.stack) == "shared/Limits/Table"
            for action in listed(statement["Action"])
        }
        if actions:
            assert actions == {"dynamodb:UpdateItem"}, name
            counting.add(name)

    assert counting == set(SPENDING)


def test_the_edge_and_the_functions_know_one_key(prod: Templates) -> None:
    [distribution] = prod.all("AWS::CloudFront::Distribution")
    sent = {
        prod.text(header["HeaderValue"], distribution.stack)
        for origin in distribution.properties["DistributionConfig"]["Origins"]
        for header in origin.get("OriginCustomHeaders", ())
        if header["HeaderName"] == EDGE_HEADER
    }
    believed = {
        prod.text(function.properties["Environment"]["Variables"]["EDGE_KEY"], function.stack)
        for name, function in prod.functions().items()
        if name in SPENDING
    }

    assert len(sent) == 1
    assert sent == believed
    assert "{{resolve:secretsmanager:" in json.dumps(sorted(sent))


@pytest.mark.parametrize("name", sorted(SPENDING))
def test_its_variables_name_the_table(prod: Templates, name: str) -> None:
    variables = prod.functions()[name].properties["Environment"]["Variables"]

    assert "LIMITS_TABLE" in variables
    assert "LIMITS_TIMES" not in variables


def test_one_deployment_may_multiply_them(synthesize: Synthesize) -> None:
    assert configured(STAGES["prod"], {}).limits_times == 1
    functions = synthesize(configured(STAGES["local"], {"LIMITS_TIMES": "3"})).functions()
    variables = functions["music.api.search"].properties["Environment"]["Variables"]
    assert variables["LIMITS_TIMES"] == "3"


@pytest.mark.parametrize("name", ["LIMITS_TIMES", "TRANSCODE_WORKER_COUNT"])
@pytest.mark.parametrize("given", ["0", "1001", "-3", "two", "2.5", " 4", "\uff14"])
def test_a_number_that_makes_no_sense_is_refused(name: str, given: str) -> None:
    with pytest.raises(ValueError, match=name):
        configured(STAGES["local"], {name: given})

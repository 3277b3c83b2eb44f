"""The API documents are valid, complete, as committed, and say what an app needs to know."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from didit360.limits import BUDGETS, Budget
from didit360.problems import document as problem_document
from infra.openapi import (
    MERGED,
    documents,
    operations,
    products,
    shapes,
    together,
)
from infra.openapi import check as checking
from infra.openapi.names import NameTakenError, tell_apart
from infra.openapi.problems import PROBLEM
from music.domain.flag import FlagState
from music.domain.track import State as TrackState

ALL = documents()
SPEC = ALL[MERGED]
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in SPEC["paths"].items()
    for method, operation in methods.items()
}
PUBLIC = {name for name, (_, _, operation) in OPERATIONS.items() if operation.get("security") == []}


@pytest.mark.parametrize("name", ALL)
def test_a_document_is_valid(name: str) -> None:
    validate(ALL[name])


def test_the_merged_document_has_every_operation_once_under_its_product() -> None:
    expected = {
        (product, name.rpartition(".")[2]) for product in products() for name in operations(product)
    }
    found = {
        (path.split("/")[1], name.removeprefix(f"{path.split('/')[1]}_"))
        for name, (_, path, _) in OPERATIONS.items()
    }
    assert found == {(product, name.removeprefix(f"{product}_")) for product, name in expected}
    assert len(OPERATIONS) == len(expected)
    assert SPEC["servers"] == [{"url": "/"}]


def test_what_is_committed_is_what_the_code_says_and_breaks_nobody_unsaid() -> None:
    assert list(checking.problems(ALL)) == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_says_all_that_calling_it_takes(name: str) -> None:
    method, path, operation = OPERATIONS[name]

    assert len(operation["summary"]) > 3
    assert operation["description"][-1] == "."
    assert "(on/" not in operation["description"]
    [_] = operation["tags"]
    parameters = operation.get("parameters", [])
    assert all(parameter["description"] for parameter in parameters)
    named = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    assert named == {step[1:-1] for step in path.split("/") if step.startswith("{")}
    successes = [code for code in operation["responses"] if code < "400"]
    assert successes
    for code in successes:
        assert ("content" in operation["responses"][code]) is (code not in ("204", "302"))
    assert ("401" in operation["responses"]) is (name not in PUBLIC)
    assert {"429", "5XX"} <= operation["responses"].keys()
    assert "4XX" not in operation["responses"]
    if method == "get":
        assert "requestBody" not in operation


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_gives_an_etag_says_so_and_what_takes_one_may_answer_412(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    headers = {parameter["name"] for parameter in operation.get("parameters", [])}

    assert ("If-Match" in headers) is ("412" in operation["responses"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_lists_are_pages_that_are_bounded(name: str) -> None:
    method, _, operation = OPERATIONS[name]
    parameters = {one["name"]: one["schema"] for one in operation.get("parameters", [])}
    if "cursor" not in parameters:
        return
    assert method == "get"
    assert parameters["limit"]["maximum"] <= 200
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    page = SPEC["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert {"items", "next"} <= set(page["required"])


def unsafe_posts() -> set[str]:
    return {
        name.rpartition(".")[2]
        for product in products()
        for name in operations(product)
        if "api(safe=True)" not in _source(name) and "@app.post(" in _source(name)
    }


def _source(module: str) -> str:
    root = Path(__file__).parents[3] / "functions"
    return (root / f"{module.replace('.', '/')}.py").read_text()


def test_unsafe_posts_and_they_alone_take_a_key() -> None:
    taking = {
        name
        for name, (_, _, operation) in OPERATIONS.items()
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "Idempotency-Key"
    }
    assert taking == unsafe_posts()


@pytest.mark.parametrize("name", ["put_position", "get_position", "delete_position"])
def test_only_tracks_are_gone_on_with(name: str) -> None:
    _, path, operation = OPERATIONS[name]
    [track] = operation["parameters"]
    assert path == "/music/me/resume/{track_id}"
    assert track["schema"]["pattern"].startswith("^trk_[")


@pytest.mark.parametrize("name", SPEC["components"]["schemas"])
def test_an_example_fits_its_schema(name: str) -> None:
    schemas = shapes.tightened(SPEC)["components"]["schemas"]
    root = {"components": {"schemas": schemas}, "$ref": f"#/components/schemas/{name}"}

    for example in SPEC["components"]["schemas"][name].get("examples", ()):
        Draft202012Validator(root).validate(example)


def test_every_body_has_an_example() -> None:
    for name, (_, _, operation) in OPERATIONS.items():
        for body in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in body.get("content", {}).values():
                target = content["schema"].get("$ref", "").rpartition("/")[2]
                shape = SPEC["components"]["schemas"].get(target, {})
                assert shape.get("examples") or content.keys() & {"example", "examples"}, name


def test_a_problem_document_as_the_house_makes_it_fits_the_schema() -> None:
    Draft202012Validator(PROBLEM).validate(problem_document(404, "gone", "There is none."))


def test_what_is_public_is_what_the_stacks_leave_open() -> None:
    root = Path(__file__).parents[3] / "infra" / "cdk" / "stacks"
    said = sum(
        isinstance(node, ast.keyword) and node.arg == "public"
        for file in root.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
    )
    assert len(PUBLIC) == said


def test_two_shapes_under_one_name_are_told_apart_when_products_meet() -> None:
    def spec(field: str) -> dict[str, Any]:
        link = {"$ref": "#/components/schemas/Page"}
        content = {"application/json": {"schema": link}}
        operation = {
            "operationId": "show",
            "tags": ["things"],
            "responses": {"200": {"description": "", "content": content}},
        }
        shape = {"type": "object", "properties": {field: {"type": "string"}}}
        return {
            "paths": {"/things": {"get": operation}},
            "components": {"schemas": {"Page": shape}},
        }

    both = together({"accounts": spec("a"), "music": spec("b")})

    assert both["components"]["schemas"].keys() >= {"Page", "MusicPage"}
    shown = both["paths"]["/music/things"]["get"]
    assert shown["operationId"] == "music_show"
    schema = shown["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/MusicPage"}


def test_two_shapes_of_a_product_under_one_name_are_called_after_their_modules() -> None:
    def part(schema: dict[str, Any], field: str) -> dict[str, Any]:
        user = {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/State"}}}
        return {"paths": {}, "components": {"schemas": {"State": schema, field: user}}}

    track, flag = ({"enum": [one.value for one in enum]} for enum in (TrackState, FlagState))
    parts = [part(track, "Track"), part(flag, "Flag"), part(track, "Other")]
    with pytest.raises(NameTakenError, match="State"):
        tell_apart("music", [part({"enum": ["a"]}, "A"), part({"enum": ["b"]}, "B")])

    tell_apart("music", parts)

    assert set(parts[0]["components"]["schemas"]) == {"TrackState", "Track"}
    assert set(parts[1]["components"]["schemas"]) == {"State", "Flag"}
    assert parts[2]["components"]["schemas"]["Other"]["properties"]["x"] == {
        "$ref": "#/components/schemas/TrackState"
    }


def test_the_limits_that_are_written_down_are_those_that_hold() -> None:
    text = (Path(__file__).parents[3] / "docs" / "api" / "README.md").read_text()
    rows = re.findall(
        r"^\| `(\w+)`: [^|]+ \| ([\d,]+) \| ([\d,]+) \| (\d+) (s|h) \|$", text, re.MULTILINE
    )

    assert {
        name: Budget(
            person=int(person.replace(",", "")),
            address=int(address.replace(",", "")),
            seconds=int(span) * (3600 if unit == "h" else 1),
        )
        for name, person, address, span, unit in rows
    } == BUDGETS

"""What breaks an app's author, and what does not; what is checked of the committed documents."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from infra.openapi import check, text
from infra.openapi.changes import breaking

Spec = dict[str, Any]


def spec() -> Spec:
    """Two operations: one that takes and answers a thing, one public list."""
    thing = {"$ref": "#/components/schemas/Thing"}
    return {
        "paths": {
            "/things/{id}": {
                "put": {
                    "operationId": "put_thing",
                    "parameters": [
                        {
                            "in": "path",
                            "name": "id",
                            "required": True,
                            "schema": {"type": "string"},
                        },
                        {"in": "query", "name": "deep", "schema": {"type": "integer"}},
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/New"}}
                        },
                    },
                    "responses": {
                        "200": {
                            "headers": {"ETag": {}},
                            "content": {"application/json": {"schema": thing}},
                        },
                        "4XX": {"$ref": "#/components/responses/Refused"},
                    },
                }
            },
            "/things": {
                "get": {
                    "operationId": "list_things",
                    "security": [],
                    "responses": {
                        "200": {
                            "content": {
                                "application/json": {"schema": {"type": "array", "items": thing}}
                            }
                        }
                    },
                }
            },
        },
        "components": {
            "schemas": {
                "New": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["name"],
                    "properties": {
                        "name": {"type": "string", "maxLength": 10},
                        "kind": {"enum": ["a", "b"], "type": "string"},
                        "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                        "free": {"type": "string"},
                    },
                },
                "Thing": {
                    "type": "object",
                    "required": ["name", "kind"],
                    "properties": {
                        "name": {"type": "string"},
                        "kind": {"enum": ["a", "b"], "type": "string"},
                        "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                        "inner": {"$ref": "#/components/schemas/Thing"},
                    },
                },
            }
        },
    }


def changed(edit: Callable[[Spec], object]) -> list[str]:
    new = deepcopy(spec())
    edit(new)
    return [str(change) for change in breaking(spec(), new)]


def put(new: Spec) -> Any:
    return new["paths"]["/things/{id}"]["put"]


def shape(new: Spec, name: str) -> Any:
    return new["components"]["schemas"][name]


BREAKS: dict[str, tuple[Callable[[Spec], object], str]] = {
    "path": (lambda new: new["paths"].pop("/things"), "list_things: GET /things is gone"),
    "method": (
        lambda new: new["paths"]["/things/{id}"].update(
            patch=new["paths"]["/things/{id}"].pop("put")
        ),
        "put_thing: PUT /things/{id} is gone",
    ),
    "name": (lambda new: put(new).update(operationId="x"), "put_thing: is called x"),
    "token": (
        lambda new: new["paths"]["/things"]["get"].pop("security"),
        "list_things: needs a token",
    ),
    "parameter": (lambda new: put(new)["parameters"].pop(), "put_thing: takes deep no more"),
    "required parameter": (
        lambda new: put(new)["parameters"][1].update(required=True),
        "put_thing: needs deep",
    ),
    "new required header": (
        lambda new: put(new)["parameters"].append(
            {"in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"}}
        ),
        "put_thing: needs If-Match",
    ),
    "bound of a parameter": (
        lambda new: put(new)["parameters"][1]["schema"].update(maximum=5),
        "put_thing: deep has another maximum",
    ),
    "body": (lambda new: put(new).pop("requestBody"), "put_thing: takes a body no more"),
    "field of a body": (
        lambda new: shape(new, "New")["properties"].pop("free"),
        "put_thing: body takes free no more",
    ),
    "required field": (
        lambda new: shape(new, "New")["required"].append("free"),
        "put_thing: body needs free",
    ),
    "shorter": (
        lambda new: shape(new, "New")["properties"]["name"].update(maxLength=9),
        "put_thing: body.name has another maxLength",
    ),
    "pattern": (
        lambda new: shape(new, "New")["properties"]["free"].update(pattern="^a"),
        "put_thing: body.free has another pattern",
    ),
    "value of a body": (
        lambda new: shape(new, "New")["properties"]["kind"].update(enum=["a"]),
        "put_thing: body.kind may not be b any more",
    ),
    "only some values": (
        lambda new: shape(new, "New")["properties"]["free"].update(enum=["x"]),
        "put_thing: body.free may only be x",
    ),
    "no null": (
        lambda new: shape(new, "New")["properties"].update(size={"type": "integer"}),
        "put_thing: body.size may not be null any more",
    ),
    "status": (
        lambda new: put(new)["responses"].update({"202": put(new)["responses"].pop("200")}),
        "put_thing: answers 200 no more",
    ),
    "header": (
        lambda new: put(new)["responses"]["200"].pop("headers"),
        "put_thing: answers 200 without ETag",
    ),
    "field of an answer": (
        lambda new: shape(new, "Thing")["properties"].pop("name"),
        "list_things: answer 200[] has no name",
    ),
    "optional now": (
        lambda new: shape(new, "Thing")["required"].remove("name"),
        "put_thing: answer 200 may be without name",
    ),
    "another value": (
        lambda new: shape(new, "Thing")["properties"]["kind"]["enum"].append("c"),
        "put_thing: answer 200.kind may be c",
    ),
    "null now": (
        lambda new: shape(new, "Thing")["properties"].update(
            name={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        "put_thing: answer 200.name may be null",
    ),
    "another type": (
        lambda new: shape(new, "Thing")["properties"].update(name={"type": "integer"}),
        "put_thing: answer 200.name may be integer",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_breaks_a_client_is_found_and_named(what: str) -> None:
    edit, expected = BREAKS[what]

    assert expected in changed(edit)


COMPATIBLE: dict[str, Callable[[Spec], object]] = {
    "nothing": lambda _: None,
    "operation": lambda new: new["paths"].update({"/more": {"get": put(new)}}),
    "optional parameter": lambda new: put(new)["parameters"].append(
        {"in": "query", "name": "more", "schema": {"type": "string"}}
    ),
    "optional field": lambda new: shape(new, "New")["properties"].update(more={"type": "string"}),
    "field no longer needed": lambda new: shape(new, "New")["required"].clear(),
    "longer": lambda new: shape(new, "New")["properties"]["name"].update(maxLength=11),
    "more values": lambda new: shape(new, "New")["properties"]["kind"]["enum"].append("c"),
    "null too": lambda new: shape(new, "New")["properties"].update(
        name={"anyOf": [{"type": "string", "maxLength": 10}, {"type": "null"}]}
    ),
    "body optional": lambda new: put(new)["requestBody"].update(required=False),
    "field in an answer": lambda new: shape(new, "Thing")["properties"].update(
        more={"type": "string"}
    ),
    "surely there": lambda new: shape(new, "Thing")["required"].append("size"),
    "never null": lambda new: shape(new, "Thing")["properties"].update(size={"type": "integer"}),
    "public": lambda new: put(new).update(security=[]),
    "another status": lambda new: put(new)["responses"].update({"201": {}}),
    "another name of a shape": lambda new: (
        new["components"]["schemas"].update(Other=shape(new, "New")),
        put(new)["requestBody"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/Other"}
        ),
    ),
}


@pytest.mark.parametrize("what", COMPATIBLE)
def test_what_no_client_notices_is_passed_over(what: str) -> None:
    assert changed(COMPATIBLE[what]) == []


def committed(folder: Path, landed: Spec, now: Spec, said: str = "") -> list[str]:
    (folder / "landed.json").write_text(json.dumps(landed))
    (folder / "breaking.md").write_text(said)
    (folder / "openapi.json").write_text(text(now))
    return list(check.problems({"openapi": now}, folder))


def test_a_break_fails_the_check_unless_it_is_said(tmp_path: Path) -> None:
    now = spec()
    now["paths"].pop("/things")
    line = "- `list_things`: nobody called it; use search.\n"

    [problem] = committed(tmp_path, spec(), now)
    assert problem.startswith("list_things: GET /things is gone")
    assert committed(tmp_path, spec(), now, said=line) == []
    [stale] = committed(tmp_path, spec(), spec(), said=line)
    assert "breaks nothing" in stale
    [unfounded] = committed(tmp_path, spec(), now, said="- `list_things`: \n")
    assert "is gone" in unfounded


def test_a_document_that_is_not_what_the_code_says_fails_the_check(tmp_path: Path) -> None:
    committed(tmp_path, spec(), spec())
    more = spec()
    put(more)["summary"] = "Another"

    [problem] = check.problems({"openapi": more}, tmp_path)

    assert "make docs" in problem


def test_landing_begins_a_new_page(tmp_path: Path) -> None:
    now = spec()
    now["paths"].pop("/things")
    committed(tmp_path, spec(), now, said="- `list_things`: gone.\n")

    check.land(tmp_path)

    assert list(check.problems({"openapi": now}, tmp_path)) == []

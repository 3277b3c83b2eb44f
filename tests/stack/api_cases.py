"""Requests made up from the API's document, with the ids of what is really there."""

import re
from collections import defaultdict
from typing import Any

from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation

from infra.openapi.problems import MEDIA, PROBLEM, URN

Operation = APIOperation[Any, Any, Any, Any]

load_all_checks()
CHECKED: list[Any] = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
OF_NO_OPERATION = {(404, "not-found"), (414, "request-uri-too-long")}
"""What the gateway says of a path that is none, such as one whose id has a slash."""
_ID = re.compile(r"([a-z]{3})_[0-7][0-9A-HJKMNP-TV-Z]{25}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAMES = ("handle", "token")
_FRAMING = {"connection", "content-length", "expect", "host", "transfer-encoding", "upgrade"}
_MOST = 20


def unlisted(name: str, spec: dict[str, Any], answer: Response) -> str | None:
    """What the operation answered and its document does not list: a status, or a problem's code."""
    [operation] = [
        operation
        for methods in spec["paths"].values()
        for operation in methods.values()
        if operation["operationId"] == name
    ]
    if answer.status_code < 400:
        known = str(answer.status_code) in operation["responses"]
        return None if known else f"{name} answers {answer.status_code}: not in its document"
    problem = answer.json()
    code = str(problem["type"]).removeprefix(URN)
    if unsaid := problem.keys() - PROBLEM["properties"].keys():
        return f"{name} answers {code} with {', '.join(unsaid)}: not in the schema"
    if (answer.status_code, code) in problems_of(operation, spec) | OF_NO_OPERATION:
        return None
    return f"{name} answers {answer.status_code} {code}: not in its document"


def problems_of(operation: dict[str, Any], spec: dict[str, Any]) -> set[tuple[int, str]]:
    """Status and code of every problem that an operation's document lists."""
    shared = spec["components"]["responses"]
    answers = [
        shared.get(answer.get("$ref", "").rpartition("/")[2], answer)
        for status, answer in operation["responses"].items()
        if status >= "400"
    ]
    return {
        (example["value"]["status"], code)
        for answer in answers
        for code, example in answer["content"][MEDIA]["examples"].items()
    }


class Known:
    """What answers have spoken of: later requests ask for it."""

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = defaultdict(list)

    def learn(self, node: Any, key: str = "") -> None:
        """Remember every id, handle and token of an answer."""
        if isinstance(node, dict):
            for name, value in node.items():
                self.learn(value, name)
        elif isinstance(node, list):
            for value in node:
                self.learn(value, key)
        elif isinstance(node, str):
            if found := _ID.fullmatch(node):
                self._add(found[1], node)
            elif _UUID.fullmatch(node):
                self._add("uuid", node)
            elif key in _NAMES:
                self._add(key, node)

    def _add(self, kind: str, value: str) -> None:
        values = self._values[kind]
        if value not in values:
            # The first ones stay: they are the ones that were prepared with care.
            values[_MOST:] = [value]

    def like(self, name: str, sample: object) -> list[str]:
        """What may stand for a parameter of this name, or in a body for such a value."""
        if name == "person":
            return [*self._values["uuid"], *self._values["handle"]]
        found = _ID.fullmatch(str(sample))
        kind = found[1] if found else "uuid" if name.endswith("_id") else name
        return list(self._values[kind])

    def put_into(self, body: Any, draw: Any, name: str = "") -> Any:
        """A body with ids of what is there in place of made-up ones."""
        if isinstance(body, dict):
            return {key: self.put_into(value, draw, key) for key, value in body.items()}
        if isinstance(body, list):
            return [self.put_into(value, draw, name.removesuffix("s")) for value in body]
        if isinstance(body, str) and name.endswith(("_id", "id")):
            choices = self.like(name, body)
            return draw(st.sampled_from(choices)) if choices else body
        return body


def in_order(operations: dict[str, Operation]) -> list[str]:
    """What makes something before what asks for it, what removes it at the end."""
    ranks = {"post": 0, "get": 1, "put": 2, "patch": 2, "delete": 3}
    return sorted(
        operations,
        key=lambda name: (
            name in LAST,
            ranks[operations[name].method],
            operations[name].path.count("{"),
            operations[name].path,
        ),
    )


LAST = ("erase_me",)
"""Whoever did it is nobody any more."""


def with_what_is_there(case: Case[Any], known: Known, draw: Any) -> None:
    """Ask mostly for things that exist: beyond the 404 lies the rest of an operation."""
    for name, value in list((case.path_parameters or {}).items()):
        schema = next(
            one["schema"]
            for one in case.operation.definition.raw["parameters"]
            if one["name"] == name
        )
        prefixes = re.findall(r"\b([a-z]{3})(?=[_|)])", schema.get("pattern", ""))
        samples = [f"{prefix}_{'0' * 26}" for prefix in prefixes] or [value]
        choices = [one for sample in samples for one in known.like(name, sample)]
        if choices and draw(st.integers(0, 9)):
            case.path_parameters[name] = draw(st.sampled_from(choices))
    if isinstance(case.body, dict) and draw(st.booleans()):
        case.body = known.put_into(case.body, draw)


def without_framing(case: Case[Any]) -> None:
    """What frames a request is HTTP's: a wrong one reaches no operation."""
    for name in list(case.headers or {}):
        if name.lower() in _FRAMING:
            del case.headers[name]


def documented_body(operation: Operation, spec: dict[str, Any]) -> Any:
    """The example of its body, None where it takes none."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    said = content.get("application/json")
    if said is None:
        return None
    if "example" in said:
        return said["example"]
    name = said["schema"].get("$ref", "").rpartition("/")[2]
    return spec["components"]["schemas"][name]["examples"][0]

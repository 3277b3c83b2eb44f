"""Which problems an operation can answer is read from the code, and each document says it."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from infra.openapi import MERGED, codes, documents, operations, products
from infra.openapi.outcomes import NAMED
from infra.openapi.problem_members import MEMBERS
from infra.openapi.problems import CODES, FRONT, PROBLEM, URN
from infra.openapi.reach import everything, reach

ROOT = Path(__file__).parents[3]
SPEC = documents()[MERGED]
OPERATIONS = {
    operation["operationId"]: operation
    for methods in SPEC["paths"].values()
    for operation in methods.values()
}

BY_EVENTS_ONLY: set[tuple[int, str]] = set()
"""Problems that only what events wake can come to: nobody is answered them."""


def said(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The responses that are problems, by status."""
    shared = SPEC["components"]["responses"]
    return {
        status: shared.get(answer.get("$ref", "").rpartition("/")[2], answer)
        for status, answer in operation["responses"].items()
        if status >= "400"
    }


def listed(name: str) -> dict[str, set[str]]:
    return {status: set(answer[CODES]) for status, answer in said(OPERATIONS[name]).items()}


OURS = {"internal", "timeout"}
ALWAYS = {"401": {"unauthenticated"}, "429": {"too-many-requests"}, "5XX": OURS}
POSTGRESQL = {"503": {"unavailable"}}
BODY = {"413": {"content-too-large"}, "415": {"unsupported-media-type"}}

CERTAIN: dict[str, dict[str, set[str]]] = {
    "get_person": POSTGRESQL
    | {
        "404": {"no-such-person"},
        "422": {"invalid"},
        "429": {"too-many-requests"},
        "5XX": OURS,
    },
    "play_edition": {
        "404": {"no-such-edition", "not-in-edition", "withdrawn"},
        "422": {"invalid"},
        "429": {"too-many-requests"},
        "5XX": OURS,
    },
    "get_trending": ALWAYS | {"422": {"invalid"}},
    "get_track": ALWAYS | {"404": {"no-such-track"}},
    "get_lyrics_vtt": ALWAYS | {"404": {"no-such-track", "no-lyrics", "no-synced-lyrics"}},
    "search": ALWAYS | POSTGRESQL | {"400": {"bad-cursor"}, "422": {"invalid", "years-reversed"}},
    "report_play": ALWAYS
    | BODY
    | {"403": {"forged-grant", "foreign-grant"}, "409": {"busy"}, "422": {"invalid"}},
    "create_track": ALWAYS
    | BODY
    | {
        "400": {"bad-request"},
        "403": {"forbidden"},
        "409": {"busy", "conflict", "too-many-drafts"},
        "422": {
            *("follows-itself", "follows-nothing", "follows-video"),
            *("idempotency-key-reused", "invalid", "no-such-person"),
        },
    },
    "update_release": ALWAYS
    | BODY
    | {
        "403": {"forbidden"},
        "404": {"no-such-release"},
        "409": {"busy", "date-to-come", "others-tracks", "scheduled"},
        "412": {"changed-meanwhile"},
        "422": {"invalid"},
    },
    "create_release": ALWAYS
    | BODY
    | {
        "400": {"bad-request"},
        "403": {"forbidden"},
        "409": {"busy", "conflict", "too-many-drafts"},
        "422": {"idempotency-key-reused", "invalid"},
    },
    "save_release": ALWAYS | {"404": {"no-such-release"}},
    "put_position": ALWAYS
    | BODY
    | {
        "404": {"no-such-track"},
        "409": {"busy", "forgotten-since"},
        "422": {"invalid"},
    },
    "sign_parts": ALWAYS
    | BODY
    | {
        "403": {"forbidden"},
        "404": {"no-such-track", "not-found"},
        "409": {"already-uploaded", "not-multipart"},
        "422": {"invalid", "no-such-part"},
    },
}


@pytest.mark.parametrize("name", CERTAIN)
def test_an_operation_lists_the_codes_that_it_can_answer_and_no_others(name: str) -> None:
    assert listed(name) == CERTAIN[name]


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("put_position", "`plays` (240 a minute of one person, 2400 of one address)"),
        ("create_track", "`uploads` (120 an hour of one person, 600 of one address)"),
    ],
)
def test_how_much_a_limit_is_stands_beside_it(name: str, budget: str) -> None:
    assert budget in said(OPERATIONS[name])["429"]["description"]


def test_what_is_caught_on_the_way_is_not_answered() -> None:
    """`follows` of a track that is not there is 422: TrackNotFoundError goes no further."""
    found = reach("music.api.create_track", takes_body=True, replays=True)

    assert "no-such-track" not in {answer.code for answer in found.answers}
    assert found.limits == ("uploads",)
    assert "Only a person with the role artist may do this." in {a.says for a in found.answers}


def test_what_stands_for_another_exception_is_answered_where_that_can_be_raised() -> None:
    """release_guards.changed says four refusals; publishing can only come to one of them."""
    refusals = {"taken-down", "others-tracks", "date-to-come", "scheduled"}

    assert listed("publish_release")["409"] & refusals == {"taken-down"}
    assert listed("update_release")["409"] & refusals == refusals - {"taken-down"}


def test_every_problem_of_the_code_is_listed_by_some_operation() -> None:
    answered = {
        (answer.status, answer.code)
        for product in products()
        for name in operations(product)
        for answer in reach(name, takes_body=True, replays=True).answers
    }
    raised = {(answer.status, answer.code) for answer in everything(products())}

    assert raised - answered == BY_EVENTS_ONLY
    assert answered <= raised


def test_every_code_that_an_operation_lists_stands_in_the_table_at_the_top() -> None:
    known = codes.found(products())
    for name, operation in OPERATIONS.items():
        for answer in said(operation).values():
            for example in answer["content"]["application/problem+json"]["examples"].values():
                problem = example["value"]
                code = problem["type"].removeprefix(URN)
                assert (problem["status"], code) in known, name
    assert (409, "too-many-drafts") in known
    assert (404, "no-such-track") in known
    assert (422, "no-such-track") in known
    assert "| 409 | `too-many-drafts` |" in SPEC["info"]["description"]
    assert all(known.values())


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_status_has_a_description_and_an_example_of_each_code(name: str) -> None:
    for status, answer in said(OPERATIONS[name]).items():
        assert answer[CODES]
        assert all(f"`{code}`" in answer["description"] for code in answer[CODES])
        content = answer["content"]["application/problem+json"]
        assert list(content["examples"]) == answer[CODES]
        for code, example in content["examples"].items():
            Draft202012Validator(PROBLEM).validate(example["value"])
            assert example["value"]["type"] == f"{URN}{code}"
            assert str(example["value"]["status"])[: 1 if status == "5XX" else 3] == (
                status.removesuffix("XX")
            )


def test_the_schema_has_every_member_that_a_problem_carries() -> None:
    raised = {member for answer in everything(products()) for member in answer.members}

    assert raised | {"errors", "request_id"} == MEMBERS.keys()
    for member in MEMBERS.values():
        assert member["description"].endswith(".")
        for example in member["examples"]:
            Draft202012Validator(member).validate(example)


def test_what_is_worth_another_try_says_when() -> None:
    for name, operation in OPERATIONS.items():
        for status, answer in said(operation).items():
            assert ("Retry-After" in answer.get("headers", {})) is (status in ("429", "503")), name


def test_the_gateway_s_own_problems_are_said_at_the_top() -> None:
    source = (ROOT / "infra" / "cdk" / "parts" / "gateway_problems.py").read_text()
    gateway = {code for _, code in re.findall(r'\b(\d{3}|None), "([a-z-]+)", "', source)}

    assert len(gateway) > 5
    assert gateway <= {answer.code for answer in FRONT}
    assert all(f"{one.status} `{one.code}`" in SPEC["info"]["description"] for one in FRONT)


def test_an_answer_says_what_it_is() -> None:
    assert NAMED.keys() <= {*SPEC["components"]["schemas"]}
    for name, operation in OPERATIONS.items():
        for status, answer in operation["responses"].items():
            if status < "400":
                assert answer["description"].endswith("."), name
                assert answer["description"] not in ("The answer.", "OK."), name

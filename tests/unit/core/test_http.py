import json
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator

from didit360.http import MAX_BODY_BYTES, Model, api
from didit360.identity import Role, caller
from didit360.problems import Conflict
from tests.unit.aws import ARTIST, FAN, Context, Person, call

SECRET = "the password is hunter2"


def _odd(number: int) -> int:
    if number % 2 == 0:
        raise ValueError("that is even")
    return number


class Body(Model):
    number: int


def operation(answer: Any) -> Any:
    app = api()

    @app.post("/things")
    def create_thing(body: Body) -> dict[str, Any]:
        return {"answer": answer(body.number)}

    return app.handler


class Shape(StrEnum):
    ROUND = "round"
    SQUARE = "square"


class Form(Model):
    shape: Literal[Shape.ROUND]
    when: Literal["now"] | Annotated[int, AfterValidator(_odd)] = "now"


def test_errors_are_told_in_the_senders_words() -> None:
    app = api()

    @app.post("/forms")
    def create_form(body: Form) -> dict[str, Any]:
        return body.model_dump()

    reply = call(app.handler, "POST", "/forms", body={"shape": "flat", "when": 2})

    assert reply.body["errors"] == [
        {"at": "body/shape", "why": "Input should be 'round'"},
        {"at": "body/when", "why": "Input should be 'now'"},
        {"at": "body/when", "why": "that is even"},
    ]


def test_an_unknown_failure_is_a_500_that_tells_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: int) -> None:
        raise RuntimeError(SECRET)

    reply = call(operation(fail), "POST", "/things", body={"number": 1})

    assert (reply.status, reply.problem()) == (500, "internal")
    assert reply.body["request_id"] == "request"
    assert SECRET not in reply.text
    assert SECRET in caplog.text


def test_a_problem_keeps_its_code_and_its_extra_members() -> None:
    def refuse(_: int) -> None:
        raise Conflict("Taken.", code="taken", by="somebody")

    reply = call(operation(refuse), "POST", "/things", body={"number": 1})

    assert (reply.status, reply.problem(), reply.body["by"]) == (409, "taken", "somebody")
    assert reply.body["title"] == "Conflict"


@pytest.mark.parametrize(
    "body", ["[" * 30_000, '{"number": ' + "9" * 5_000 + "}", '{"number":' * 6_000]
)
def test_a_body_that_no_parser_takes_is_the_senders_fault(body: str) -> None:
    reply = call(operation(abs), "POST", "/things", body=body)

    assert (reply.status, reply.problem()) == (422, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "x"])
def test_a_body_of_another_type_is_a_problem_too(kind: str) -> None:
    headers = {"Content-Type": kind}
    reply = call(operation(abs), "POST", "/things", body='{"number": 1}', headers=headers)

    assert (reply.status, reply.problem()) == (415, "unsupported-media-type")
    json_of_a_kind = {"content-type": "application/json; charset=utf-8"}
    assert (
        call(operation(abs), "POST", "/things", body={"number": 1}, headers=json_of_a_kind).status
        == 200
    )


@pytest.mark.parametrize(
    "body", ["{", "[]", "null", '{"number": "x"}', '{"number": 1, "more": 2}', None]
)
def test_a_body_of_another_form_is_told_where_it_is_wrong(body: str | None) -> None:
    reply = call(operation(abs), "POST", "/things", body=body)

    assert (reply.status, reply.problem()) == (422, "invalid")
    assert reply.body["errors"]


def test_a_body_is_bounded() -> None:
    reply = call(operation(abs), "POST", "/things", body=json.dumps({"n": "x" * MAX_BODY_BYTES}))

    assert (reply.status, reply.problem()) == (413, "content-too-large")


def test_errors_too_may_be_read_by_the_allowed_origins_alone() -> None:
    def fail(_: int) -> None:
        raise RuntimeError

    headers = {"origin": "https://evil.example"}
    allowed = call(operation(fail), "POST", "/things", body={"number": 1})
    other = call(operation(fail), "POST", "/things", body={"number": 1}, headers=headers)

    name = "Access-Control-Allow-Origin"
    assert allowed.headers[name] == ["https://app.didit360.example"]
    assert other.headers.get(name) != ["https://evil.example"]


def whoami(claims: dict[str, Any] | None) -> Any:
    app = api()

    @app.get("/me")
    def get_me() -> dict[str, Any]:
        me = caller(app).must_be(Role.ARTIST)
        return {"roles": sorted(me.roles)}

    event = {
        "httpMethod": "GET",
        "path": "/me",
        "headers": {},
        "requestContext": {
            "stage": "x",
            "path": "/x/me",
            "authorizer": {"claims": claims} if claims is not None else None,
        },
    }
    return app.handler(event, Context())


@pytest.mark.parametrize(
    "groups", ["artist,fan", "[artist fan]", ["artist", "fan"], "artist fan x"]
)
def test_roles_are_read_in_every_form_a_gateway_hands_them_over(groups: Any) -> None:
    answer = whoami({"sub": "1", "token_use": "id", "cognito:groups": groups})

    assert json.loads(answer["body"]) == {"roles": ["artist", "fan"]}


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        (None, 401),
        ({}, 401),
        ({"sub": "1", "token_use": "access", "cognito:groups": "artist"}, 401),
        ({"sub": "1", "token_use": "id"}, 403),
        ({"sub": "1", "token_use": "id", "cognito:groups": "artists"}, 403),
    ],
)
def test_nobody_gets_in_without_an_id_token_and_the_role(
    claims: dict[str, str] | None, status: int
) -> None:
    assert whoami(claims)["statusCode"] == status


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("key", ["", "x" * 256, "white space", "ümlaut"])
def test_a_malformed_idempotency_key_is_refused(key: str) -> None:
    headers = {"Idempotency-Key": key}
    reply = call(operation(abs), "POST", "/things", body={"number": 1}, headers=headers)

    assert reply.status == 400


@pytest.mark.usefixtures("aws")
def test_a_twin_that_comes_while_the_first_still_runs_is_a_conflict() -> None:
    twins: list[int] = []

    def slow(number: int) -> int:
        if not twins:
            twins.append(0)
            twins[0] = send(ARTIST)
        return number

    handler = operation(slow)

    def send(by: Person) -> int:
        headers = {"Idempotency-Key": "k"}
        return call(handler, "POST", "/things", body={"number": 1}, headers=headers, by=by).status

    assert send(ARTIST) == 200
    assert twins == [409]
    assert send(FAN) == 200

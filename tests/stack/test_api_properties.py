"""Every operation, asked what the document allows: no 5xx, no answer or problem outside it."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response

from infra.local.people import grant, sign_up
from infra.local.stack import LocalStack
from infra.openapi import MERGED, documents, shapes
from tests.house import PASSWORD, Person
from tests.stack import api_asks
from tests.stack.api_cases import (
    CHECKED,
    LAST,
    Known,
    Operation,
    documented_body,
    in_order,
    unlisted,
    with_what_is_there,
    without_framing,
)
from tests.stack.api_scene import Ask, Scene

SPEC = shapes.tightened(documents()[MERGED])
SCHEMA = schemathesis.openapi.from_dict(deepcopy(SPEC))
OPERATIONS: dict[str, Operation] = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in SCHEMA.get_all_operations()
    if isinstance(found, Ok)
}
ROLES = ("fan", "artist", "moderator")
DOCUMENTED, POSITIVE, NEGATIVE = 2, 6, 4
SETTINGS = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def people(house: LocalStack) -> dict[str, Person]:
    """People of these tests' own: whatever becomes of them is nobody else's affair."""

    def person(name: str, *roles: str) -> Person:
        email = f"{name}@properties.example"
        sign_up(house, email, PASSWORD, *(role for role in roles if role in ("fan", "artist")))
        for role in roles:
            if role not in ("fan", "artist"):
                grant(house, email, role)
        return Person(house, sign_up(house, email, PASSWORD))

    return {
        "fan": person("fan", "fan"),
        "artist": person("artist", "fan", "artist"),
        "moderator": person("moderator", "fan", "moderator", "admin"),
        "rival": person("rival", "artist"),
        "leaving": person("leaving", "fan"),
    }


@pytest.fixture(scope="module")
def known(people: dict[str, Person]) -> Known:
    known = Known()
    for person in people.values():
        known.learn(person.call("GET", "/accounts/me").json())
    return known


@pytest.fixture(scope="module")
def asks(
    people: dict[str, Person], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Callable[[], Ask]]:
    return api_asks.of(Scene(people, tmp_path_factory.mktemp("scene")))


@pytest.fixture(scope="module")
def granted() -> dict[str, Ask]:
    """What was granted: other requests are about the same things, by the same people."""
    return {}


class Asked:
    """Sends cases as people do, and keeps what was wrong with the answers."""

    def __init__(self, people: dict[str, Person], known: Known) -> None:
        self.people = people
        self.known = known
        self.wrong: list[str] = []

    def send(self, case: Case[Any], role: str) -> Response:
        person = self.people[role]
        token = {"Authorization": f"Bearer {person.account.id_token}"}
        without_framing(case)
        answer = case.call(base_url=person.house.url, headers=token, timeout=30)
        try:
            case.validate_response(answer, checks=CHECKED)
        except Exception as error:  # noqa: BLE001  a failed check, or one that fails itself
            self.wrong.append(f"{role}: {error}")
            if answer.status_code >= 500:
                self.wrong.append(_logged(person.house, case))
        name = case.operation.definition.raw["operationId"]
        if answer.status_code < 500 and (wrong := unlisted(name, SPEC, answer)):
            self.wrong.append(f"{role}: {wrong}")
        if answer.status_code < 300 and "json" in answer.headers.get("Content-Type", ""):
            self.known.learn(answer.json())
        return answer


def _logged(house: LocalStack, case: Case[Any]) -> str:
    """The last thing that the operation's function wrote of an exception."""
    function = house.outputs["functions"][case.operation.definition.raw["operationId"]]
    events = house.client("logs").filter_log_events(logGroupName=function["log_group"])["events"]
    return next((one["message"] for one in reversed(events) if "exception" in one["message"]), "")


def _grantable(name: str, ask: Ask) -> Case[Any]:
    """The request as the document's example has it, but for what was said of it."""
    operation = OPERATIONS[name]
    body = documented_body(operation, SPEC) if ask.body is None else ask.body
    more = {} if body is None else {"body": body, "media_type": "application/json"}
    return operation.Case(path_parameters=dict(ask.path), query=dict(ask.query), **more)


@pytest.mark.parametrize("name", [name for name in in_order(OPERATIONS) if name not in LAST])
def test_an_operation_grants_what_it_is_for(
    name: str,
    people: dict[str, Person],
    known: Known,
    asks: dict[str, Callable[[], Ask]],
    granted: dict[str, Ask],
) -> None:
    asked, ask = Asked(people, known), asks.get(name, lambda: Ask("artist"))()

    answer = asked.send(_grantable(name, ask), ask.role)

    assert asked.wrong == []
    assert answer.status_code < 400, answer.text
    granted[name] = ask


@pytest.mark.parametrize("name", in_order(OPERATIONS))
def test_an_operation_answers_as_the_document_says(
    name: str,
    people: dict[str, Person],
    known: Known,
    asks: dict[str, Callable[[], Ask]],
    granted: dict[str, Ask],
) -> None:
    operation = OPERATIONS[name]
    asked, before = Asked(people, known), deepcopy(known)
    if name in LAST:
        ask = asks[name]()
        assert asked.send(_grantable(name, ask), ask.role).status_code < 300
        assert asked.wrong == []
        return
    ask = granted.get(name, Ask("artist"))
    roles = (ask.role, *ROLES)

    def send(case: Case[Any], data: st.DataObject) -> None:
        with_what_is_there(case, before, data.draw)
        if data.draw(st.booleans()):
            case.path_parameters = (case.path_parameters or {}) | ask.path
        asked.send(case, data.draw(st.sampled_from(roles)))

    @settings(SETTINGS, max_examples=DOCUMENTED)
    @given(st.data())
    def as_documented(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        body = documented_body(operation, SPEC)
        if body is not None:
            case.body = before.put_into(body, data.draw)
        send(case, data)

    @settings(SETTINGS, max_examples=POSITIVE)
    @given(st.data())
    def as_allowed(data: st.DataObject) -> None:
        send(data.draw(operation.as_strategy(generation_mode=GenerationMode.POSITIVE)), data)

    @settings(SETTINGS, max_examples=NEGATIVE)
    @given(st.data())
    def as_not_allowed(data: st.DataObject) -> None:
        send(data.draw(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)), data)

    as_documented()
    as_allowed()
    with suppress(hypothesis.errors.Unsatisfiable):  # nothing that it takes can be wrong
        as_not_allowed()
    assert asked.wrong == [], "\n".join(asked.wrong[:3])

"""One house for all tests that need one: free ports, a folder that goes away, people in it."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from infra.local.people import grant, sign_up
from infra.local.stack import LocalStack, Ports
from tests.house import PASSWORD, Person
from tests.stack.journeys import Heard, Stored

# CI judges a change, not the luck of a draw: a person's own runs look for new cases.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    with LocalStack(tmp_path_factory.mktemp("house"), Ports.free()) as running:
        yield running


@pytest.fixture(scope="session")
def artist(house: LocalStack) -> Person:
    return Person(house, sign_up(house, "artist@test.example", PASSWORD, "artist"))


@pytest.fixture(scope="session")
def another_artist(house: LocalStack) -> Person:
    return Person(house, sign_up(house, "rival@test.example", PASSWORD, "artist"))


@pytest.fixture(scope="session")
def fan(house: LocalStack) -> Person:
    return Person(house, sign_up(house, "fan@test.example", PASSWORD, "fan"))


@pytest.fixture(scope="session")
def moderator(house: LocalStack) -> Person:
    sign_up(house, "moderator@test.example", PASSWORD)
    grant(house, "moderator@test.example", "moderator")
    return Person(house, sign_up(house, "moderator@test.example", PASSWORD))


@pytest.fixture(scope="session")
def stored(house: LocalStack) -> Stored:
    return Stored(house)


@pytest.fixture(scope="session")
def heard(house: LocalStack) -> Iterator[Heard]:
    listening = Heard(house)
    yield listening
    assert list(listening.misshapen()) == []

"""How much one person and one address may ask in a while, and what they are told above it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from didit360 import limits
from didit360.http import api
from didit360.limits import BUDGETS, Budget, spend, wait_after
from tests.unit.aws import ARTIST, FAN, Context, Person, Reply

pytestmark = pytest.mark.usefixtures("aws")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """What `limits` takes for now."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(limits, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BUDGETS, "search", Budget(person=3, address=5))
    monkeypatch.delenv("EDGE_KEY", raising=False)


app = api()


@app.get("/things")
def get_things() -> dict[str, str]:
    spend("search", app)
    return {}


@app.get("/many")
def get_many() -> dict[str, str]:
    spend("airdrops", app, int(app.current_event.query_string_parameters["count"]))
    return {}


def ask_for(count: int, by: Person = FAN) -> Reply:
    context = {
        "stage": "music",
        "path": "/music/many",
        "identity": {"sourceIp": "192.0.2.1"},
        "authorizer": {"claims": by.claims()},
    }
    event: dict[str, Any] = {
        "httpMethod": "GET",
        "path": "/many",
        "headers": {},
        "queryStringParameters": {"count": str(count)},
        "requestContext": context,
    }
    answer = app.handler(event, Context())
    return Reply(answer["statusCode"], answer["multiValueHeaders"], answer["body"])


def ask(by: Person | None = FAN, address: str = "192.0.2.1", **headers: str) -> Reply:
    context: dict[str, Any] = {
        "stage": "music",
        "path": "/music/things",
        "identity": {"sourceIp": address},
        "authorizer": {"claims": by.claims()} if by else None,
    }
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    event = {"httpMethod": "GET", "path": "/things", "headers": sent, "requestContext": context}
    answer = app.handler(event, Context())
    return Reply(answer["statusCode"], answer["multiValueHeaders"], answer["body"])


def test_a_person_over_their_budget_is_told_when_to_come_back(clock: Clock) -> None:
    assert [ask().status for _ in range(3)] == [200] * 3

    refused = ask()

    assert (refused.status, refused.problem()) == (429, "too-many-requests")
    [seconds] = refused.headers["Retry-After"]
    clock.wait(int(seconds) - 1)
    assert ask().status == 429
    assert ask(ARTIST).status == 200


def test_whoever_waits_as_long_as_told_gets_in(clock: Clock) -> None:
    clock.wait(20)
    assert [ask().status for _ in range(5)] == [200, 200, 200, 429, 429]
    clock.wait(int(ask(address="198.51.100.1").headers["Retry-After"][0]))

    assert ask(address="198.51.100.1").status == 200


def test_an_address_is_limited_whoever_sends_from_it() -> None:
    people = [Person(f"person-{number}", "fan") for number in range(7)]

    assert [ask(person).status for person in people] == [200] * 5 + [429] * 2
    assert ask(None).status == 429
    assert ask(people[6], address="192.0.2.2").status == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
    ],
)
def test_an_ipv6_network_is_one_address(one: str, other: str, same: bool) -> None:
    for number in range(5):
        assert ask(Person(f"person-{number}", "fan"), address=one).status == 200

    assert (ask(None, address=other).status == 429) is same


def test_no_window_lets_twice_as_many_through_at_its_border(clock: Clock) -> None:
    clock.wait(59)
    assert [ask().status for _ in range(3)] == [200] * 3
    clock.wait(2)

    assert ask().status == 429


def test_the_viewer_that_the_edge_names_is_believed_under_its_key_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EDGE_KEY", "k" * 32)
    edge = "130.176.0.1"

    def through(viewer: str, key: str, forged: str = "10.0.0.1") -> int:
        hops = f"{forged}, {viewer}, {edge}"
        return ask(None, edge, X_Forwarded_For=hops, X_Didit360_Edge=key).status

    # Everybody comes from CloudFront's address; each viewer has a budget, however they lie.
    for forged in range(5):
        assert through("203.0.113.1", "k" * 32, f"10.0.0.{forged}") == 200
    assert through("203.0.113.1", "k" * 32) == 429
    assert through("203.0.113.2", "k" * 32) == 200

    for viewer in range(5):
        through(f"203.0.113.{viewer + 10}", "guessed")
    assert through("203.0.113.99", "guessed") == 429


def test_many_things_at_once_count_as_many(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setitem(BUDGETS, "airdrops", Budget(person=1000, address=1500, seconds=86_400))
    assert ask_for(700).status == 200

    refused = ask_for(301)

    assert (refused.status, refused.problem()) == (429, "too-many-requests")
    assert ask_for(300).status == 200, "what was refused took nothing"
    assert ask_for(1).status == 429
    assert ask_for(501, ARTIST).status == 429, "the address's"
    assert ask_for(500, ARTIST).status == 200
    clock.wait(int(ask_for(600).headers["Retry-After"][0]))
    assert ask_for(600).status == 200
    assert ask_for(2000).headers["Retry-After"][0] != "0"
    monkeypatch.setitem(BUDGETS, "airdrops", Budget(person=10, address=10, seconds=86_400))
    assert ask_for(11, Person("person-1", "fan")).status == 429


def test_a_store_that_fails_limits_nobody(caplog: pytest.LogCaptureFixture) -> None:
    boto3.client("dynamodb").delete_table(TableName="limits")

    assert [ask().status for _ in range(9)] == [200] * 9
    assert "nobody is limited" in caplog.text


def test_what_is_kept_names_nobody_and_ends() -> None:
    ask()

    rows = boto3.client("dynamodb").scan(TableName="limits")["Items"]
    assert len(rows) == 2
    for row in rows:
        assert FAN.id not in str(row)
        assert "192.0.2.1" not in str(row)
        ends = datetime.fromtimestamp(int(row["expires"]["N"]), UTC)
        assert NOON < ends <= NOON + timedelta(days=1)


def test_a_row_stays_small_however_long_somebody_asks(clock: Clock) -> None:
    for _ in range(3 * limits.PERIOD):
        ask()
        clock.wait(60)

    rows = boto3.client("dynamodb").scan(TableName="limits")["Items"]
    assert max(len(row) for row in rows) <= limits.PERIOD + 2


def test_a_stage_may_multiply_the_budgets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMITS_TIMES", "2")

    assert [ask().status for _ in range(7)] == [200] * 6 + [429]


@given(
    before=st.integers(0, 120),
    running=st.integers(1, 120),
    most=st.integers(1, 50),
    share=st.floats(0, 0.999),
    seconds=st.sampled_from([10, 60, 3600]),
)
def test_the_wait_is_the_shortest_that_helps(
    before: int, running: int, most: int, share: float, seconds: int
) -> None:
    elapsed = share * seconds

    wait = wait_after(before, running, most, elapsed, seconds)

    assert (wait is None) is (before * (1 - elapsed / seconds) + running <= most)
    if wait is not None:
        assert _fits_after(wait, before, running, most, elapsed, seconds)
        assert wait == 1 or not _fits_after(wait - 2, before, running, most, elapsed, seconds)


def _fits_after(
    wait: int, before: int, running: int, most: int, elapsed: float, seconds: int
) -> bool:
    """Whether one more request fits then, counted from the windows as they will be."""
    later = elapsed + wait
    if later < seconds:
        return before * (1 - later / seconds) + running + 1 <= most + 1e-9
    if later < 2 * seconds:
        return running * (1 - (later - seconds) / seconds) + 1 <= most + 1e-9
    return True

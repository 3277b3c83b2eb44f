"""An edition given to many: in as few transactions as fit, once to each, whatever happens."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from didit360 import limits
from nfts.api import create_airdrop, get_airdrop, list_airdrops, resume_airdrop
from nfts.data import nonces, works
from nfts.domain.addresses import checksummed
from nfts.domain.airdrop import sizes
from nfts.domain.sending import most_gas
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, Said, call
from tests.unit.nfts.minting import Account, KilledError, Mill, ask, mill
from tests.unit.nfts.wallets import KEYS
from tests.unit.nfts.works import TRACK, tell

MANY = [f"0x{number + 10**6:040x}" for number in range(1000)]


@pytest.fixture
def here(aws: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws, said
    with mill(monkeypatch) as made:
        ask(supply=5000, quantity=0)
        assert made.run() == "Done"
        yield made


def edition(here: Mill) -> str:
    return next(iter(here.runs)).rpartition("-")[0]


def give(
    here: Mill, recipients: list[str], by: Person = ARTIST, key: str | None = None, **said: Any
) -> Reply:
    body = {"recipients": recipients} | said
    path, headers = f"/editions/{edition(here)}/airdrops", {"idempotency-key": key} if key else {}
    return call(
        create_airdrop.handler, "POST", path, body=body, by=by, headers=headers, stage="nfts"
    )


def forget(table: str, key: str | None = None) -> None:
    """As a table that is put back to an earlier time: all of it, or what is under a key."""
    rows = boto3.resource("dynamodb").Table(table)
    names = [one["AttributeName"] for one in rows.key_schema]
    for row in rows.scan()["Items"]:
        if key in (None, row["id"]):
            rows.delete_item(Key={name: row[name] for name in names})


def shown(airdrop_id: str) -> Any:
    return call(get_airdrop.handler, "GET", f"/airdrops/{airdrop_id}", stage="nfts").body


def test_a_thousand_go_in_two_transactions(here: Mill) -> None:
    before = here.node.count
    asked = give(here, MANY)
    assert asked.status == 201, asked.text
    assert here.run() == "Done"
    airdrop = shown(asked.body["id"])
    assert (airdrop["state"], airdrop["given"], airdrop["recipients"]) == ("minted", 1000, 1000)
    assert [one["recipients"] for one in airdrop["transactions"]] == [500, 500]
    assert here.node.count - before == 2
    assert sum(here.node.contract.minted.values()) == 1000
    path = f"/editions/{edition(here)}/airdrops"
    listed = call(list_airdrops.handler, "GET", path, stage="nfts").body["items"]
    assert [(one["id"], one["given"]) for one in listed] == [(airdrop["id"], 1000)]


def test_who_takes_none_keeps_nobody_from_theirs(here: Mill) -> None:
    asked = give(here, MANY[:10]).body
    here.node.refusing = set(map(checksummed, MANY[3:5]))
    assert here.run() == "Done"
    airdrop = shown(asked["id"])
    assert (airdrop["given"], len(airdrop["refused"])) == (8, 2)


@pytest.mark.parametrize("call_", [1, 4, 8, 12, 16, 20, 24, 28])
def test_killed_at_any_call_nobody_gets_two(here: Mill, call_: int) -> None:
    asked = give(here, MANY).body
    name, calls = list(here.runs)[-1], iter(range(1, 10**6))

    def breaks(_method: str) -> None:
        if next(calls) == call_:
            raise KilledError

    here.node.breaks = breaks
    with pytest.raises(KilledError):
        here.run(name)
    assert here.run(name) == "Done"
    assert shown(asked["id"])["given"] == 1000
    assert sum(here.node.contract.minted.values()) == 1000
    assert nonces.taken(f"31337#{Account().address}") == {}


def test_one_that_fails_halfway_goes_on_where_it_was(here: Mill) -> None:
    asked = give(here, MANY, quantity_each=3).body
    name = list(here.runs)[-1]
    for _ in here.steps(name):
        here.clock.forward(1)
        here.node.mine()
        if shown(asked["id"])["given"]:
            here.node.down = True
    assert here.ended[name] == "Failed"
    half = shown(asked["id"])
    assert (half["state"], half["given"]) == ("failed", 500)
    here.node.down = False
    path = f"/airdrops/{asked['id']}/resume"
    assert call(resume_airdrop.handler, "POST", path, stage="nfts").status == 200
    assert here.run() == "Done"
    assert shown(asked["id"])["given"] == 1000
    assert sum(here.node.contract.minted.values()) == 3000


def test_more_than_there_can_be_is_told(here: Mill) -> None:
    asked = give(here, MANY, quantity_each=6).body
    assert here.run() == "Told"
    failure = shown(asked["id"])["failure"]
    assert failure["code"] == "reverted"
    assert failure["error"].startswith("SoldOut(")


@pytest.mark.parametrize(
    ("recipients", "problem"),
    [
        ([], "invalid"),
        ([MANY[0], MANY[0]], "recipient-twice"),
        (["0x" + "0" * 40], "no-address"),
        (["0x12"], "no-address"),
        ([FAN.id], "no-wallet"),
        ([f"0x{number:040x}" for number in range(1, 1002)], "invalid"),
    ],
)
def test_what_is_refused_at_once(here: Mill, recipients: list[str], problem: str) -> None:
    assert give(here, recipients).problem() == problem


def test_people_get_it_in_their_primary_wallet(here: Mill) -> None:
    asked = give(here, [ARTIST.id, MANY[0]]).body
    assert here.run() == "Done"
    assert shown(asked["id"])["given"] == 2
    assert KEYS[ARTIST].address not in shown(asked["id"])["refused"]


def test_another_s_edition_is_not_given(here: Mill) -> None:
    assert give(here, MANY[:1], by=OTHER_ARTIST).problem() == "no-such-edition"


def test_what_was_withdrawn_is_given_to_nobody(here: Mill) -> None:
    asked = give(here, MANY[:3]).body
    works.withdraw(TRACK, ARTIST.id, 100)
    assert here.run() == "Told"
    failure = shown(asked["id"])["failure"]
    assert (failure["code"], "withdrawn" in failure["reason"]) == ("not-ready", True)
    path = f"/airdrops/{asked['id']}/resume"
    assert give(here, MANY[3:6]).problem() == "work-withdrawn"
    assert call(resume_airdrop.handler, "POST", path, stage="nfts").problem() == "work-withdrawn"
    assert (len(here.runs), here.node.count) == (2, 1)
    tell("track_published", revision=101)
    assert call(resume_airdrop.handler, "POST", path, stage="nfts").status == 200
    assert here.run() == "Done"
    assert shown(asked["id"])["given"] == 3


def test_under_its_key_it_is_given_once_whoever_has_forgotten_it(here: Mill) -> None:
    asked = give(here, MANY[:3], key="spring").body
    assert here.run() == "Done"
    forget("idempotency")
    again = give(here, MANY[:3], key="spring").body
    assert (again["id"], again["given"]) == (asked["id"], 3)
    forget("editions", asked["id"])
    forget("idempotency")
    again = give(here, MANY[:3], key="spring").body
    assert (again["id"], again["given"]) == (asked["id"], 0)
    here.ended.clear()
    assert here.run(list(here.runs)[-1]) == "Done"
    assert shown(asked["id"])["given"] == 3
    assert sum(here.node.contract.minted.values()) == 3
    assert give(here, MANY[:2], key="summer").body["id"] != asked["id"]


def test_an_artist_gives_to_so_many_a_day(here: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    budget = limits.Budget(person=5, address=50, seconds=86_400)
    monkeypatch.setitem(limits.BUDGETS, "airdrops", budget)
    assert give(here, [MANY[0], MANY[0]]).status == 422
    assert give(here, MANY[:3]).status == 201
    assert give(here, MANY[3:6]).status == 429
    assert give(here, MANY[3:5]).status == 201
    assert give(here, MANY[5:6]).status == 429


def test_parts_are_even_and_few() -> None:
    assert sizes(1000, 27_600_000, 15_000_000) == (500, 500)
    assert sizes(1000, 27_600_000, 2**24) == (500, 500)
    assert sizes(10, 276_000, 2**24) == (10,)
    assert sizes(10, 25, 10) == (4, 3, 3)
    assert most_gas(30_000_000) == 15_000_000
    assert most_gas(60_000_000) == 2**24

"""Wallets on the running platform: what keys and contracts sign, checked through the gateway."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from infra.local.people import sign_up
from infra.local.stack import LocalStack
from tests.house import PASSWORD, Person
from tests.stack.signing_people import Signer, code

YES = "0x7f1626ba7e" + "00" * 28 + "60005260206000f3"
"""A contract's code: whatever it is asked, it answers EIP-1271's magic value."""
NO = "0x60206000f3"
"""As if it had never signed anything."""


@pytest.fixture(scope="module")
def ane(house: LocalStack) -> Signer:
    """Nobody else's, so that no other test has linked them a wallet."""
    return Signer(Person(house, sign_up(house, "ane@wallets.example", PASSWORD, "artist")), 0xAA1)


@pytest.fixture(scope="module")
def bo(house: LocalStack) -> Signer:
    return Signer(Person(house, sign_up(house, "bo@wallets.example", PASSWORD)), 0xAB1)


def test_a_wallet_is_linked_by_what_it_signs_and_that_is_good_once(ane: Signer, bo: Signer) -> None:
    given = ane.challenge()
    assert given["domain"] in given["message"].split("\n")[0]
    assert datetime.fromisoformat(given["expires_at"]) > datetime.fromisoformat(given["issued_at"])
    signed = ane.signed(given["message"])

    assert code(bo.call("POST", "/wallets", signed)) == "unknown-nonce"
    wrong = signed | {"signature": bo.signed(given["message"])["signature"]}
    assert code(ane.call("POST", "/wallets", wrong)) == "wrong-signature"
    linked = ane.do("POST", "/wallets", signed)
    assert (linked["address"], linked["primary"]) == (ane.address, True)
    again = ane.call("POST", "/wallets", signed)
    assert (again.status_code, code(again)) == (409, "nonce-used")
    assert ane.wallets() == [linked]

    mine = Signer(bo.person, ane.seed)
    taken = bo.call("POST", "/wallets", mine.signed(mine.challenge()["message"]))
    assert (taken.status_code, code(taken)) == (409, "wallet-taken")
    assert bo.wallets() == []


def test_of_many_who_use_one_nonce_at_once_one_does(bo: Signer) -> None:
    signed = bo.signed(bo.challenge()["message"])

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: bo.call("POST", "/wallets", signed), range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert [one["address"] for one in bo.wallets()] == [bo.address]


def test_all_that_are_linked_at_once_stay(bo: Signer) -> None:
    others = [Signer(bo.person, 0xB10 + number) for number in range(5)]
    signed = [one.signed(one.challenge()["message"]) for one in others]

    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda what: bo.call("POST", "/wallets", what), signed))

    assert [answer.status_code for answer in answers] == [201] * 5
    addresses = {one["address"] for one in bo.wallets()}
    assert addresses == {bo.address, *(one.address for one in others)}
    assert sum(one["primary"] for one in bo.wallets()) == 1


def test_of_two_people_who_link_an_address_at_once_one_has_it(ane: Signer, bo: Signer) -> None:
    seed = 0xC0FFEE
    both = [Signer(one.person, seed) for one in (ane, bo)]
    signed = [one.signed(one.challenge()["message"]) for one in both]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one, what: one.call("POST", "/wallets", what), both, signed))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    address = both[0].address
    having = [one for one in both if address in [wallet["address"] for wallet in one.wallets()]]
    assert len(having) == 1
    assert having[0].call("DELETE", f"/wallets/{address}").status_code == 204


def test_a_contract_wallet_is_asked_on_the_chain(house: LocalStack, ane: Signer) -> None:
    address = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
    for runs, status in ((NO, 422), (YES, 201)):
        house.chain.ask("anvil_setCode", address, runs)
        message = ane.challenge(address)["message"]
        answer = ane.call("POST", "/wallets", {"message": message, "signature": "0xc0ffee"})
        assert answer.status_code == status, answer.text
    assert [one["address"] for one in ane.wallets()] == [ane.address, address]

    ane.do("PUT", f"/wallets/{address.lower()}/primary")
    assert [one["primary"] for one in ane.wallets()] == [False, True]
    assert ane.call("DELETE", f"/wallets/{address}").status_code == 204
    assert [one["primary"] for one in ane.wallets()] == [True]

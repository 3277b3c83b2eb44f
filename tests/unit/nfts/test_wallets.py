"""Wallets that are linked: whose they are, how many, and which is the primary one."""

from collections.abc import Callable
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from nfts.api import (
    set_primary_wallet,
)
from nfts.data import wallets
from nfts.domain.wallet import MAX_WALLETS, Wallets
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, call
from tests.unit.nfts.wallets import (
    KEYS,
    SPARE,
    challenge,
    link,
    listed,
    send,
    signed,
    unlink,
)

pytestmark = pytest.mark.usefixtures("aws")
MINE = KEYS[ARTIST]


def link_while(
    meanwhile: Callable[[], object], person: Person, key: LocalAccount, nonce: str
) -> None:
    """Link a key when something else is done between what is read for it and what is written.

    moto keeps nothing apart that really runs at once: that is for the stack tests.
    """
    write = wallets._link
    begun: list[bool] = []

    def meet(*about: Any) -> None:
        if not begun:
            begun.append(True)
            meanwhile()
        write(*about)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wallets, "_link", meet)
        wallets.link(person.id, key.address, nonce)


def test_an_address_is_one_person_s_until_they_unlink_it() -> None:
    link(ARTIST, SPARE)

    message = challenge(FAN, SPARE.address)["message"]
    taken = send(message, signed(message, SPARE), by=FAN)

    assert (taken.status, taken.problem()) == (409, "wallet-taken")
    assert unlink(SPARE.address, FAN) == 404
    assert unlink(SPARE.address.lower()) == 204
    assert send(message, signed(message, SPARE), by=FAN).status == 201, "the nonce was not used up"
    assert (listed(), wallets.owner(SPARE.address)) == ([], FAN.id)


def test_of_two_people_who_link_an_address_at_once_one_has_it() -> None:
    nonce = challenge(ARTIST, SPARE.address)["nonce"]

    with pytest.raises(wallets.WalletTakenError):
        link_while(lambda: link(FAN, SPARE), ARTIST, SPARE, nonce)

    assert (listed(), wallets.owner(SPARE.address)) == ([], FAN.id)


def test_linking_the_same_again_changes_nothing() -> None:
    first = listed() if link() else []

    assert link() == MINE.address
    assert listed() == first or listed()[0]["address"] == MINE.address
    assert len(listed()) == 1


def test_a_person_has_a_few_wallets_at_most() -> None:
    keys = [Account.from_key(bytes([1]) * 31 + bytes([number])) for number in range(MAX_WALLETS)]
    for key in keys:
        link(ARTIST, key)

    message = challenge(ARTIST, SPARE.address)["message"]
    more = send(message, signed(message, SPARE))

    assert (more.status, more.problem()) == (409, "too-many-wallets")
    assert [one["address"] for one in listed()] == [key.address for key in keys]
    assert unlink(keys[3].address) == 204
    assert send(message, signed(message, SPARE)).status == 201


def test_two_wallets_that_are_linked_at_once_both_stay() -> None:
    nonce = challenge(ARTIST, SPARE.address)["nonce"]

    link_while(lambda: link(ARTIST, MINE), ARTIST, SPARE, nonce)

    assert [one["address"] for one in listed()] == [MINE.address, SPARE.address]
    assert [one["primary"] for one in listed()] == [True, False]


def test_a_wallet_is_not_unlinked_and_another_lost_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    link(ARTIST, MINE)
    read = wallets.get
    begun: list[bool] = []

    def meet(person_id: str) -> Wallets:
        found = read(person_id)
        if not begun:
            begun.append(True)
            link(ARTIST, SPARE)
        return found

    monkeypatch.setattr(wallets, "get", meet)

    assert unlink(MINE.address) == 204
    assert [one["address"] for one in listed()] == [SPARE.address]


def test_one_is_the_primary_and_another_after_it() -> None:
    first, second, third = (
        link(ARTIST, Account.from_key(bytes([3]) * 31 + bytes([n]))) for n in range(3)
    )

    def primary() -> list[str]:
        return [one["address"] for one in listed() if one["primary"]]

    def prefer(address: str, by: Person = ARTIST) -> int:
        path = f"/wallets/{address}/primary"
        return call(set_primary_wallet.handler, "PUT", path, by=by, stage="nfts").status

    assert primary() == [first]
    assert prefer(third.lower()) == 200
    assert primary() == [third]
    assert prefer(third, by=OTHER_ARTIST) == 404
    assert prefer(SPARE.address) == 404
    assert unlink(third) == 204
    assert primary() == [first]
    assert unlink(first) == 204
    assert primary() == [second]
    assert unlink(second) == 204
    assert (unlink(second), listed()) == (404, [])


def test_a_nonce_that_is_used_at_once_is_used_once() -> None:
    given = challenge()
    signature = signed(given["message"], MINE)

    with pytest.raises(wallets.NonceUsedError):
        link_while(lambda: send(given["message"], signature), ARTIST, MINE, given["nonce"])

    assert len(listed()) == 1

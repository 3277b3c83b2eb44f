"""Errands on their way through the workflow: each is done once, and known by its event."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from eth_utils.address import to_checksum_address

from didit360 import ids
from nfts.api import (
    errand_kinds,
)
from nfts.data import chain as chain_data
from nfts.data import editions, errands
from nfts.domain.errand import Errand
from nfts.domain.failure import Failure
from nfts.domain.mint import State
from nfts.domain.trade_calls import SaleTerms
from nfts.domain.voucher import Voucher
from tests.unit.aws import ARTIST, FAN
from tests.unit.nfts import fake_node
from tests.unit.nfts.fake_contract import Contract, Reverted, _log
from tests.unit.nfts.minting import Account, Mill, mill
from tests.unit.nfts.selling import (
    EDITION,
    RELEASES,
    TOKEN,
)
from tests.unit.nfts.wallets import KEYS

pytestmark = pytest.mark.usefixtures("aws")
MINE, THEIRS = KEYS[ARTIST].address, KEYS[FAN].address
ALWAYS = 2**40 - 1


@dataclass
class Sales(Contract):
    """As much of Releases as errands ask."""

    redeemed: list[tuple[str, int]] = field(default_factory=list)

    def _redeem(
        self,
        refusing: set[str],
        voucher: dict[str, Any],
        signature: bytes,
        proof: list[bytes],
        to: str,
        quantity: int,
    ) -> list[dict[str, Any]]:
        del signature, proof
        if to in refusing:
            raise Reverted("WalletLimit", id=voucher["id"], wallet=to, limit=1)
        self.redeemed.append((to_checksum_address(to), quantity))
        said = {"payer": voucher["signer"], "quantity": quantity, "price": 0, "fee": 0}
        terms = {name: voucher[name] for name in ("id", "signer", "nonce", "currency")}
        return [_log("Redeemed", **terms, **said, to=to)]

    def _cancel(self, _: set[str], nonces: list[int]) -> list[dict[str, Any]]:
        maker = Account().address
        return [_log("OrderCancelled", maker=maker, nonce=nonce) for nonce in nonces]

    def _setSaleFor(self, _: set[str], **said: Any) -> list[dict[str, Any]]:  # noqa: N802
        return [_log("SaleSet", id=said["id"], **said["sale"])]


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    monkeypatch.setattr(fake_node, "Contract", Sales)
    monkeypatch.setattr("nfts.data.errands.now", lambda: datetime.now(UTC))
    with mill(monkeypatch) as made:
        yield made


def free(nonce: int = 0) -> Voucher:
    return Voucher(
        id=ids.new("vch"),
        edition_id=EDITION,
        artist_id=ARTIST.id,
        token=TOKEN,
        signer=Account().address,
        price=0,
        currency="native",
        max_quantity=9,
        per_wallet=0,
        opens_at=0,
        closes_at=ALWAYS,
        nonce=nonce,
        counter=0,
        chain_id=31337,
        releases=RELEASES,
        made_at=datetime.now(UTC),
        signature="0x" + "11" * 65,
    )


def claim(of: Voucher, wallet: str = THEIRS) -> Errand:
    moment = datetime.now(UTC)
    return errands.begin(errand_kinds.claim(chain_data.connect(), of, wallet, 2, FAN.id, moment))


def test_a_claim_goes_through_the_workflow(works: Mill) -> None:
    errand = claim(free())

    assert works.run() == "Done"

    done = editions.get_errand(errand.id)
    assert done.state is State.MINTED
    assert done.transaction == works.node.sent[0]
    assert [mark.what for mark in done.history][:2] == ["asked", "sent"]
    assert works.node.contract.redeemed == [(THEIRS, 2)]  # type: ignore[attr-defined]


def test_claims_of_several_are_told_apart(works: Mill) -> None:
    one = free()
    first, second = claim(one), claim(one, MINE)

    for errand in (first, second):
        assert works.run(f"{errand.id}-1") == "Done"

    assert len({editions.get_errand(one.id).transaction for one in (first, second)}) == 2


def test_terms_of_sale_and_revocations_go_the_same_way(works: Mill) -> None:
    chain, moment = chain_data.connect(), datetime.now(UTC)
    terms = SaleTerms(500, "native", 0, ALWAYS, 0)
    signed_ = (TOKEN, 0, 0, b"\x11" * 65)
    for errand in (
        errand_kinds.sale(chain, EDITION, MINE, terms, signed_, ARTIST.id, moment),
        errand_kinds.revocation(chain, free(), ARTIST.id, moment),
    ):
        errands.begin(errand)

        assert works.run() == "Done"
        assert editions.get_errand(errand.id).state is State.MINTED


def test_a_claim_that_the_contract_refuses_says_so(works: Mill) -> None:
    works.node.refusing.add(THEIRS.lower())
    works.node.refusing.add(THEIRS)
    errand = claim(free())

    assert works.run() == "Told"

    failed = editions.get_errand(errand.id).failure
    assert failed is not None
    assert failed.code == "reverted"
    assert "WalletLimit" in str(failed.error)


def test_a_claim_that_nobody_remembers_is_not_sent_again(works: Mill) -> None:
    """The chain has it; the attempt that sent it was given up, and its nonce let go."""
    errand = claim(free())
    assert works.run() == "Done"
    forget(errand)

    again = errands.begin(errand)
    assert works.run(f"{again.id}-2") == "Done"

    assert len(works.node.sent) == 1
    assert editions.get_errand(errand.id).state is State.MINTED


def forget(errand: Errand) -> None:
    """Its attempt failed, and nobody remembers a transaction."""
    forgotten: Any = {"state": State.FAILED, "transaction": None}
    failure = Failure.of("States.Timeout", "", datetime.now(UTC))
    editions.change_errand(errand.id, lambda one: replace(one, failure=failure, **forgotten))


def test_the_same_terms_put_up_before_are_not_taken_for_these(works: Mill) -> None:
    """The contract tells of both by the same event."""
    chain, moment = chain_data.connect(), datetime.now(UTC)
    terms = SaleTerms(500, "native", 0, ALWAYS, 0)
    before, asked = (
        errand_kinds.sale(
            chain, EDITION, MINE, terms, (TOKEN, nonce, 0, b"\x11" * 65), ARTIST.id, moment
        )
        for nonce in (0, 1)
    )
    errands.begin(before)
    assert works.run() == "Done"
    errands.begin(asked)
    forget(asked)

    again = errands.begin(asked)
    assert works.run(f"{again.id}-2") == "Done"

    assert len(works.node.sent) == 2
    assert editions.get_errand(asked.id).transaction == works.node.sent[1]

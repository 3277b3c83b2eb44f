"""An errand is done once, though the contract would do it again, and whatever a node does not know.

A voucher without a limit for each wallet can be redeemed for it as often as it is sent.
"""

import time
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from nfts.data import chain as chain_data
from nfts.data import editions, errands, nonces
from nfts.data.chain import Chain
from nfts.data.chain_answers import settings
from nfts.domain.errand import Errand
from nfts.domain.mint import State
from nfts.domain.transactions import Transaction
from tests.unit.aws import CHAIN
from tests.unit.nfts.fake_node import FakeNode, Tx
from tests.unit.nfts.minting import Account, Mill
from tests.unit.nfts.test_errands_run import MINE, THEIRS, claim, forget, free
from tests.unit.nfts.test_errands_run import works as works
from tests.unit.nfts.test_minting_trouble import ACCOUNT, sweep

pytestmark = pytest.mark.usefixtures("aws")


@dataclass
class Apart:
    """Two nodes: one has counted what the other has not heard of yet."""

    ahead: FakeNode
    blocks: int
    """So far is the other one behind."""

    def ask(self, method: str, *parameters: Any) -> Any:
        late = method in ("eth_getTransactionReceipt", "eth_getTransactionByHash", "eth_getLogs")
        return (self.late if late else self.ahead).ask(method, *parameters)

    def each(self) -> list[FakeNode]:
        return [self.late, self.ahead]

    @property
    def late(self) -> FakeNode:
        known = max(1, len(self.ahead.blocks) - self.blocks)
        return FakeNode(blocks=self.ahead.blocks[:known], pool=self.ahead.pool)


def set_apart(works: Mill, monkeypatch: pytest.MonkeyPatch, blocks: int) -> None:
    chain = Chain(settings(CHAIN), Apart(works.node, blocks))  # type: ignore[arg-type]
    monkeypatch.setattr(chain_data, "_kept", [(time.monotonic() + 10**6, chain)])


def once(works: Mill, errand: Errand) -> None:
    """It is done once, told so, and holds nobody up."""
    contract: Any = works.node.contract
    assert contract.redeemed == [(THEIRS, 2)]
    assert editions.get_errand(errand.id).state is State.MINTED
    assert f"{errand.id}#0" not in nonces.taken(ACCOUNT)


def test_one_that_waited_long_behind_another_is_not_given_up_at_once(works: Mill) -> None:
    """Where it is, is asked of a node that is a block behind the one that counted."""
    assert nonces.take(ACCOUNT, "drp_other#0", 0) == 0
    errand = claim(free())
    name, behind = next(iter(works.runs)), [2]
    known = works.node.eth_getTransactionReceipt

    def receipt(hash_: str) -> dict[str, Any] | None:
        found = known(hash_)
        if found is None or not behind[0]:
            return found
        behind[0] -= 1
        return None

    works.node.eth_getTransactionReceipt = receipt  # type: ignore[method-assign]
    for second, _ in enumerate(works.steps(name, waits=100)):
        works.clock.forward(1)
        if second == 8:
            other = nothing(0)
            works.node.pool[other.hash] = other
        works.node.mine()

    assert not behind[0]
    once(works, errand)


def test_what_is_counted_and_where_it_is_says_one_node(
    works: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_apart(works, monkeypatch, 12)
    errand = claim(free())
    assert works.run() == "Done"
    once(works, errand)


def test_what_any_node_has_is_not_sent_again(works: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody remembers it, and the node that is asked first does not have it yet."""
    of = free()
    errand = claim(of)
    assert works.run() == "Done"
    boto3.client("dynamodb").delete_item(
        TableName="editions", Key={"id": {"S": errand.id}, "part": {"S": "errand"}}
    )
    works.runs.clear()
    set_apart(works, monkeypatch, 12)

    assert claim(of).id == errand.id
    assert works.run() == "Done"

    assert len(works.node.sent) == 1
    once(works, errand)


def test_a_nonce_that_is_being_filled_may_yet_be_its_own(works: Mill) -> None:
    """What was sent with it is in a block before the filling is."""
    errand = claim(free())
    steps = works.steps(next(iter(works.runs)))
    next(steps)
    assert nonces.leave(ACCOUNT, f"{errand.id}#0", 0)
    forget(errand)
    again = errands.begin(errand)

    for second, _ in enumerate(works.steps(f"{again.id}-2")):
        works.clock.forward(1)
        if second > 2:
            works.node.mine()
        if second == 5:
            sweep()

    assert works.node.count == 1
    once(works, errand)


def test_a_nonce_that_was_taken_for_what_is_done_already_is_filled(works: Mill) -> None:
    errand = claim(free())
    assert works.run() == "Done"
    forget(errand)
    assert nonces.take(ACCOUNT, f"{errand.id}#0", works.node.count) == 1
    later = claim(free(1), MINE)
    assert nonces.take(ACCOUNT, f"{later.id}#0", works.node.count) == 2
    again = errands.begin(errand)
    assert works.run(f"{again.id}-2") == "Done"
    once(works, errand)

    sweep()
    assert works.run(f"{later.id}-1") == "Done", "nothing holds it up"
    sweep()
    assert nonces.taken(ACCOUNT) == {}


def nothing(nonce: int) -> Tx:
    """What takes a nonce up."""
    own = Account()
    made = own.sign_transaction(Transaction(31337, nonce, own.address, b"", 21_000, 10**10, 1))
    return Tx.read(made.raw)

"""What goes wrong on the way to the chain: each ends in a state of its own, none mints twice."""

import json
from collections.abc import Iterator

import pytest

from nfts.data import nonces, sends
from nfts.data.chain_errors import NodeUnreachableError
from nfts.domain import sending
from nfts.domain.blocks import Fees
from nfts.on import overdue_mints
from tests.unit.aws import Context, Said
from tests.unit.nfts.fake_contract import Reverted
from tests.unit.nfts.minting import MOMENT, Account, Mill, ask, mill, shown
from tests.unit.nfts.test_minting import resumed, whats

ACCOUNT = f"31337#{Account().address}"


@pytest.fixture
def here(aws: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws, said
    with mill(monkeypatch) as made:
        yield made


def sweep(patience: float = 0) -> None:
    event = {"id": "e", "detail-type": "sweep", "detail": {"patience_seconds": patience}}
    body = json.dumps(event)
    records = [{"messageId": "m", "body": body, "eventSource": "aws:sqs"}]
    assert overdue_mints.handler({"Records": records}, Context()) == {"batchItemFailures": []}


def failure(edition_id: str) -> str:
    edition = shown(edition_id)
    assert edition["state"] == "failed"
    return str(edition["failure"]["code"])


def once(here: Mill, edition_id: str) -> None:
    """It is minted, once, and nobody holds a nonce any more."""
    assert shown(edition_id)["state"] == "minted"
    assert len(here.node.contract.published) == 1
    assert nonces.taken(ACCOUNT) == {}


def test_a_node_that_is_down(here: Mill) -> None:
    asked = ask().body["id"]
    here.node.down = True
    assert here.run() == "Failed"
    assert failure(asked) == "node-unreachable"
    here.node.down = False
    assert resumed(asked) == 200
    assert here.run() == "Done"
    once(here, asked)


@pytest.mark.parametrize(
    "method", ["eth_sendRawTransaction", "eth_getTransactionReceipt", "eth_blockNumber"]
)
def test_a_node_that_goes_down_with_the_transaction_under_way(here: Mill, method: str) -> None:
    asked = ask().body["id"]

    def breaks(called: str) -> None:
        if called == method:
            raise NodeUnreachableError("gone")

    here.node.breaks = breaks
    assert here.run() == "Failed"
    assert failure(asked) == "node-unreachable"
    assert nonces.taken(ACCOUNT) == {f"{asked}#0": 0}
    here.node.breaks = lambda _method: None
    # Nobody has to resume it: its nonce holds up all others.
    sweep()
    assert here.run() == "Done"
    once(here, asked)


def test_an_account_out_of_funds(here: Mill) -> None:
    asked = ask().body["id"]
    here.node.funds = 1000
    assert here.run() == "Failed"
    assert failure(asked) == "out-of-funds"
    assert nonces.taken(ACCOUNT) == {}
    here.node.funds = 10**21
    resumed(asked)
    assert here.run() == "Done"
    once(here, asked)


def test_out_of_funds_at_the_last_moment(here: Mill) -> None:
    asked = ask().body["id"]
    here.node.closed = True
    assert here.run() == "Failed"
    assert failure(asked) == "out-of-funds"
    here.node.closed = False
    sweep()
    assert here.run() == "Done"
    once(here, asked)


def test_a_revert_is_told_in_the_contract_s_words(here: Mill) -> None:
    asked = ask().body["id"]

    def another_first(method: str) -> None:
        if method == "eth_estimateGas":
            from nfts.data.chain_errors import RefusedError

            refused = RefusedError(method, 3, "execution reverted")
            error = Reverted("RoyaltyAboveCap", royaltyBps=1000, cap=500)
            refused.data = "0x" + error.data.hex()
            raise refused

    here.node.breaks = another_first
    assert here.run() == "Told"
    assert failure(asked) == "reverted"
    assert shown(asked)["failure"]["error"] == "RoyaltyAboveCap(royaltyBps=1000, cap=500)"
    assert nonces.taken(ACCOUNT) == {}


def test_one_that_is_stuck_is_replaced_with_a_higher_fee(here: Mill) -> None:
    asked = ask().body["id"]
    name = next(iter(here.runs))
    for _ in here.steps(name, waits=100):
        here.clock.forward(1)
        # What was offered is twice the base fee of before, and a tip.
        here.node.fee = 3 * 10**9 + 1
        here.node.mine()
    assert here.ended[name] == "Done"
    assert "replaced" in whats(asked)
    first, second = here.node.sent
    assert shown(asked)["token"]["transaction"] == second
    assert first != second
    once(here, asked)


def test_either_of_the_two_may_be_mined(here: Mill) -> None:
    asked = ask().body["id"]
    name, first = next(iter(here.runs)), None
    for _ in here.steps(name, waits=100):
        here.clock.forward(1)
        first = first or next(iter(here.node.pool.values()))
        if "replaced" not in whats(asked):
            here.node.blocks.append([])
            continue
        if not here.node.count:
            # The miner had the first one already, and takes that.
            here.node.pool = {first.hash: first}
        here.node.mine()
    assert here.ended[name] == "Done"
    assert len(here.node.sent) == 2
    assert shown(asked)["token"]["transaction"] == here.node.sent[0]
    once(here, asked)


def test_a_replacement_goes_no_higher_than_the_cap() -> None:
    dear = Fees(900 * 10**9, 10**9)
    signed = sending.Signed("0x", dear, MOMENT)
    one = sending.Sending(ACCOUNT, 0, "k", 1, b"", (signed,))
    fees = sending.raised(one, Fees(5, 5))
    assert fees == Fees(sending.MOST_FEE, 125 * 10**7)


def test_a_reorganisation_is_noticed_and_followed(here: Mill) -> None:
    asked = ask().body["id"]
    name = next(iter(here.runs))
    seconds = here.steps(name)
    for second in seconds:
        here.clock.forward(1)
        kept = sends.find(ACCOUNT, 0)
        if kept and kept.block_hash:
            break
        if second == 2:
            here.node.mine()
    here.node.reorganise(1)
    for _ in seconds:
        here.clock.forward(1)
        here.node.mine()
    assert here.ended[name] == "Done"
    assert "reorganised" in whats(asked)
    once(here, asked)


def test_one_that_every_node_forgot_is_sent_again(here: Mill) -> None:
    asked = ask().body["id"]
    name = next(iter(here.runs))
    for second, _ in enumerate(here.steps(name)):
        here.clock.forward(1)
        if second == 0:
            here.node.drop()
        here.node.mine()
    assert here.ended[name] == "Done"
    assert "sent-again" in whats(asked)
    assert here.node.sent[0] == here.node.sent[1]
    once(here, asked)


def test_one_that_never_gets_into_a_block(here: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "OVERDUE_SECONDS", 20)
    asked = ask().body["id"]
    assert here.run(mined=False, waits=100) == "Failed"
    assert failure(asked) == "timed-out"
    sweep()
    assert here.run() == "Done"
    once(here, asked)


@pytest.mark.parametrize("forgotten", [False, True])
def test_one_that_nobody_looked_at_for_half_an_hour_is_offered_more(
    here: Mill, forgotten: bool
) -> None:
    """The house was off, and its node; meanwhile it has become dearer."""
    asked = ask().body["id"]
    name = next(iter(here.runs))
    steps = here.steps(name, waits=100)
    next(steps)
    here.clock.forward(sending.OVERDUE_SECONDS + 100)
    here.node.fee = 3 * 10**9 + 1
    if forgotten:
        here.node.drop()
    for _ in steps:
        here.clock.forward(1)
        here.node.mine()
    assert here.ended[name] == "Done"
    assert len(here.node.sent) == 2
    once(here, asked)


def test_a_later_attempt_offers_what_is_asked_by_then(
    here: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that an attempt may offer was too little."""
    monkeypatch.setattr(sending, "OVERDUE_SECONDS", 20)
    monkeypatch.setattr(sending, "MOST_REPLACEMENTS", 1)
    asked = ask().body["id"]
    assert here.run(mined=False, waits=100) == "Failed"
    assert (failure(asked), whats(asked).count("replaced")) == ("timed-out", 1)
    here.node.fee = 50 * 10**9
    sweep()
    assert here.run() == "Done"
    assert whats(asked).count("replaced") == 2
    once(here, asked)

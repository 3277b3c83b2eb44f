"""What the chain says is read as what it is, and what it refuses has a name."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from eth_abi.abi import encode

from didit360.clients import client
from nfts.data import chain
from nfts.data.chain import Chain
from nfts.data.chain_errors import (
    ChainError,
    NonceTooLowError,
    NotDeployedError,
    OutOfFundsError,
    RefusedError,
    RevertedError,
    UnderpricedError,
)
from nfts.data.chain_node import Nodes
from nfts.domain.blocks import ChainSettings, Contracts, Fees
from nfts.domain.errors_abi import ERRORS
from nfts.domain.transactions import hash_of
from tests.unit.nfts.nodes import CHAIN_ID, Scripted, node

A = "0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa"
HASH = "0x" + "11" * 32
LOG = {
    "address": A.lower(),
    "topics": ["0x" + "22" * 32],
    "data": "0x00ff",
    "blockNumber": "0x5",
    "blockHash": HASH,
    "transactionHash": HASH,
    "transactionIndex": "0x1",
    "logIndex": "0x3",
}


@pytest.fixture
def asked() -> Iterator[Scripted]:
    with node() as there:
        yield there


@pytest.fixture
def ours(asked: Scripted) -> Chain:
    settings = ChainSettings(CHAIN_ID, Contracts(A, A, A), 3, 1, 7)
    return Chain(settings, Nodes([asked.url], CHAIN_ID))


def refused(message: str, code: int = -32000, data: object = None) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "data": data}}


def test_blocks_receipts_and_transactions(asked: Scripted, ours: Chain) -> None:
    asked.answers = {
        "eth_blockNumber": "0x10",
        "eth_getBlockByNumber": {
            "number": "0x5",
            "hash": HASH,
            "parentHash": HASH,
            "timestamp": "0x64",
            "gasLimit": "0x1c9c380",
        },
        "eth_getTransactionReceipt": {
            "transactionHash": HASH,
            "blockNumber": "0x5",
            "blockHash": HASH,
            "status": "0x0",
            "gasUsed": "0x5208",
            "effectiveGasPrice": "0x2",
            "contractAddress": None,
            "logs": [LOG],
        },
        "eth_getTransactionByHash": {
            "hash": HASH,
            "from": A.lower(),
            "nonce": "0x7",
            "blockNumber": None,
            "maxFeePerGas": "0x9",
            "maxPriorityFeePerGas": "0x1",
        },
    }
    assert ours.block_number() == 16
    found = ours.block(5)
    assert found is not None
    assert (found.number, found.hash, found.timestamp) == (5, HASH, 100)
    assert asked.parameters[-1] == ["0x5", False]
    receipt = ours.receipt(HASH)
    assert receipt is not None
    assert not receipt.succeeded
    assert receipt.logs[0].address == A
    assert receipt.logs[0].data == b"\x00\xff"
    assert receipt.logs[0].place == (5, 3)
    waiting = ours.transaction(HASH)
    assert waiting is not None
    assert (waiting.nonce, waiting.block_number, waiting.max_fee) == (7, None, 9)


def test_what_is_not_there_is_none(ours: Chain) -> None:
    assert ours.block(9) is None
    assert ours.receipt(HASH) is None
    assert ours.transaction(HASH) is None


def test_the_next_nonce_is_of_blocks_or_of_the_pool(asked: Scripted, ours: Chain) -> None:
    asked.answers["eth_getTransactionCount"] = lambda _, at: {"latest": "0x1", "pending": "0x4"}[at]
    assert (ours.transaction_count(A), ours.transaction_count(A, pending=True)) == (1, 4)


def test_fees_leave_room_for_full_blocks(asked: Scripted, ours: Chain) -> None:
    asked.answers["eth_feeHistory"] = {"baseFeePerGas": ["0x5", "0x64"]}
    asked.answers["eth_maxPriorityFeePerGas"] = "0xa"
    assert ours.fees() == Fees(210, 10)
    assert ours.fees().raised(25) == Fees(263, 13), "rounded up"
    assert Fees(1, 9).at_least(Fees(5, 5)) == Fees(5, 9)


def test_what_was_sent_before_is_sent(asked: Scripted, ours: Chain) -> None:
    for said in ("already known", "transaction already imported", "AlreadyKnown"):
        asked.answers["eth_sendRawTransaction"] = refused(said)
        assert ours.send(b"\x02raw") == hash_of(b"\x02raw")


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("nonce too low: next nonce 5, tx nonce 3", NonceTooLowError),
        ("OldNonce", NonceTooLowError),
        ("replacement transaction underpriced", UnderpricedError),
        ("max fee per gas less than block base fee: address 0x", UnderpricedError),
        ("Insufficient funds for gas * price + value", OutOfFundsError),
        ("Upfront cost exceeds account balance", OutOfFundsError),
        ("intrinsic gas too low", RefusedError),
    ],
)
def test_each_refusal_has_its_kind(
    asked: Scripted, ours: Chain, message: str, kind: type[ChainError]
) -> None:
    asked.answers["eth_sendRawTransaction"] = refused(message)
    with pytest.raises(ChainError) as caught:
        ours.send(b"\x02raw")
    assert type(caught.value) is kind


def _error(name: str, types: list[str], values: list[Any]) -> str:
    (entry,) = (one for one in ERRORS.errors.values() if one.name == name)
    return "0x" + (entry.selector + encode(types, values)).hex()


@pytest.mark.parametrize(
    ("data", "error", "arguments"),
    [
        (_error("ReleaseExists", ["uint256"], [7]), "ReleaseExists", {"id": 7}),
        (
            _error("BadSignature", ["address"], [A.lower()]),
            "BadSignature",
            {"signer": A},
        ),
        (_error("Error", ["string"], ["no"]), "Error", {"message": "no"}),
        (_error("Panic", ["uint256"], [17]), "Panic", {"code": 17}),
        ("0x", "", {}),
        (None, "", {}),
        ("0xdeadbeef", "", {}),
        (_error("ReleaseExists", ["uint256"], [7])[:-2], "", {}),
        ({"data": _error("ReleaseExists", ["uint256"], [7])}, "ReleaseExists", {"id": 7}),
        ("Reverted " + _error("Panic", ["uint256"], [17]), "Panic", {"code": 17}),
        ("Reverted zz", "", {}),
    ],
)
def test_a_revert_says_what_the_contract_said(
    asked: Scripted, ours: Chain, data: object, error: str, arguments: dict[str, Any]
) -> None:
    asked.answers["eth_estimateGas"] = refused("execution reverted", 3, data)
    with pytest.raises(RevertedError) as caught:
        ours.estimate(A, A, b"")
    assert (caught.value.error, caught.value.arguments) == (error, arguments)


def test_logs_come_in_the_chains_order_and_in_halves(asked: Scripted, ours: Chain) -> None:
    def logs(asked: dict[str, Any]) -> Any:
        first, last = int(asked["fromBlock"], 16), int(asked["toBlock"], 16)
        if last - first > 1:
            return refused("query returned more than 10000 results", -32005)
        return [
            LOG | {"blockNumber": hex(number), "logIndex": hex(index)}
            for number in range(last, first - 1, -1)
            for index in (1, 0)
        ]

    asked.answers["eth_getLogs"] = logs
    found = ours.logs(1, 9, [A], [[b"\x22" * 32], None])
    assert [log.place for log in found] == [(n, i) for n in range(1, 10) for i in (0, 1)]
    assert asked.parameters[-1][0]["topics"] == [["0x" + "22" * 32], None]
    asked.answers["eth_getLogs"] = refused("no")
    with pytest.raises(RefusedError):
        ours.logs(3, 4)


@pytest.mark.usefixtures("aws")
def test_the_parameter_says_which_chain_and_the_secret_where() -> None:
    found = chain.connect()
    assert found.id == CHAIN_ID
    assert chain.connect() is found, "kept for a while"


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("said", ["", "no json", "[]", json.dumps({"urls": None}), "{}"])
def test_a_secret_that_nobody_filled_is_not_quoted(said: str) -> None:
    secrets = client("secretsmanager")
    secrets.put_secret_value(SecretId="nodes", SecretString=said or "none")
    chain.forget()
    with pytest.raises(NotDeployedError) as caught:
        chain.connect()
    assert not said or said not in str(caught.value)


@pytest.mark.usefixtures("aws")
def test_a_stage_without_contracts_says_so() -> None:
    client("ssm").delete_parameter(Name="/didit360/test/chain")
    chain.forget()
    with pytest.raises(NotDeployedError):
        chain.connect()

"""The house's chain takes what the engine's KMS signs, and knows the contracts that stand there."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from eth_utils.crypto import keccak

from infra.local.contracts import local, publish
from infra.local.contracts.signer import Key
from infra.local.stack import LocalStack
from nfts.data import chain as chains
from nfts.data import kms_account
from nfts.data.chain import Chain
from nfts.data.chain_errors import NonceTooLowError, RevertedError, UnderpricedError
from nfts.data.kms_account import KmsAccount
from nfts.data.signatures import holds_on_chain
from nfts.domain import abi, typed_data
from nfts.domain.blocks import Fees, Receipt
from nfts.domain.signature import ORDER
from nfts.domain.transactions import Signed, Transaction
from tests.house import wait_until

NATIVE = "0x" + "00" * 20
EVER = 2**40 - 1


@dataclass
class Minter:
    """The house's minter, signing with the key that the engine keeps."""

    account: KmsAccount
    chain: Chain

    def signed(self, data: bytes, *, fees: Fees | None = None, **more: Any) -> Signed:
        fees = fees or self.chain.fees()
        said: dict[str, Any] = {
            "nonce": self.chain.transaction_count(self.account.address),
            "to": self.chain.contracts.releases,
            "gas": 1_000_000,
        }
        transaction = Transaction(
            chain_id=self.chain.id,
            data=data,
            max_fee=fees.max_fee,
            priority_fee=fees.priority_fee,
            **said | more,
        )
        return self.account.sign_transaction(transaction)

    def does(self, data: bytes, **more: Any) -> Receipt:
        hash_ = self.chain.send(self.signed(data, **more).raw)
        return wait_until(lambda: self.chain.receipt(hash_), 20, "the block")


@pytest.fixture
def chain(house: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    """As a function of the house that is granted asks=[chain] has it."""
    names = publish.names(house.client("cloudformation"), local.STAGE)
    monkeypatch.setattr(chains, "client", house.client)
    monkeypatch.setattr(kms_account, "client", house.client)
    monkeypatch.setenv("CHAIN_PARAMETER", names.parameter)
    monkeypatch.setenv("NODE_SECRET", names.nodes)
    monkeypatch.setenv("MINTER_KEY_ID", names.minter_key)
    chains.forget()
    yield chains.connect()
    chains.forget()


@pytest.fixture
def minter(chain: Chain, house: LocalStack) -> Minter:
    account = KmsAccount(publish.names(house.client("cloudformation"), local.STAGE).minter_key)
    return Minter(account, chain)


@dataclass
class Published:
    id: int
    artist: Key
    payout: str


def publish_one(minter: Minter, supply: int = 100) -> Published:
    """A release of one payee, who is the artist."""
    artist, chain = Key.made(), minter.chain
    id_ = int.from_bytes(keccak(text=artist.address)[:16], "big")
    payees = [{"account": artist.address, "recordingBps": 10_000, "compositionBps": 0}]
    sheet = {"id": id_.to_bytes(32, "big"), "compositionPart": 0, "payees": payees}
    consent = artist.sign_digest(
        typed_data.sheet(chain.id, chain.contracts.splits, sheet).digest()
    ).bytes
    release = {
        "id": id_,
        "artist": artist.address,
        "maxSupply": supply,
        "closesAt": 0,
        "royaltyBps": 1000,
        "contentHash": b"\x01" * 32,
        "uri": "ipfs://content",
    }
    receipt = minter.does(abi.RELEASES.call("publish", release, sheet, [consent], NATIVE, 0))
    assert receipt.succeeded
    said = [abi.RELEASES.event(log.topics, log.data) for log in receipt.logs]
    (published,) = (one for one in said if one and one.name == "ReleasePublished")
    return Published(id_, artist, published.arguments["payout"])


def test_the_house_says_which_chain_it_is(house: LocalStack, chain: Chain) -> None:
    said = house.outputs["chain"]
    assert (chain.id, chain.contracts.releases) == (31337, said["contracts"]["Releases"])
    assert chain.settings.start_block == said["start_block"] > 0
    assert [currency.symbol for currency in chain.currencies] == ["ETH", "TUSD"]
    assert chain.balance(said["minter"]) > 900 * 10**18
    block = chain.block()
    assert block is not None
    assert abs(block.timestamp - time.time()) < 30


def test_transactions_of_kms_are_taken_whatever_their_parity(minter: Minter) -> None:
    """Sixteen in a row: each has its chance of a high s and of either parity."""
    first = minter.chain.transaction_count(minter.account.address)
    sent = [minter.signed(b"", to=minter.account.address, nonce=first + n) for n in range(16)]
    for one in sent:
        assert minter.chain.send(one.raw) == one.hash
    last = wait_until(lambda: minter.chain.receipt(sent[-1].hash), 20, "the block")
    assert all(minter.chain.receipt(one.hash) for one in sent)
    assert last.succeeded
    for number in range(16):
        signature = minter.account.sign_digest(number.to_bytes(32, "big"))
        assert signature.s <= ORDER // 2


def test_a_voucher_of_kms_is_redeemed(house: LocalStack, minter: Minter) -> None:
    chain, published = minter.chain, publish_one(minter)
    price, fan = 10**16, Key.made()
    house.chain.fund(fan.address, 1)
    voucher = {
        "id": published.id,
        "signer": minter.account.address,
        "price": price,
        "currency": NATIVE,
        "maxQuantity": 2,
        "perWallet": 2,
        "opensAt": 0,
        "closesAt": EVER,
        "allowRoot": bytes(32),
        "nonce": int.from_bytes(published.artist.address[2:10].encode(), "big"),
        "counter": 0,
    }
    typed = typed_data.voucher(chain.id, chain.contracts.releases, voucher)
    signature = minter.account.sign_typed_data(typed)
    assert holds_on_chain(minter.account.address, typed.digest(), signature, chain)
    data = abi.RELEASES.call("redeem", voucher, signature, [], fan.address, 2)
    gas = chain.estimate(fan.address, chain.contracts.releases, data, 2 * price)
    fees = chain.fees()
    transaction = Transaction(
        chain.id, 0, chain.contracts.releases, data, gas, fees.max_fee, fees.priority_fee, 2 * price
    )
    hash_ = chain.send(fan.sign_transaction(transaction).raw)
    receipt = wait_until(lambda: chain.receipt(hash_), 20, "the block")
    assert receipt.succeeded
    (redeemed,) = (
        said
        for log in chain.logs(
            receipt.block_number,
            receipt.block_number,
            [chain.contracts.releases],
            [[abi.RELEASES.topic("Redeemed")], [published.id.to_bytes(32, "big")]],
        )
        if (said := abi.RELEASES.event(log.topics, log.data))
    )
    assert redeemed.arguments["to"] == fan.address
    assert redeemed.arguments["signer"] == minter.account.address
    changed = voucher | {"price": 1}
    with pytest.raises(RevertedError) as caught:
        chain.call(
            chain.contracts.releases,
            abi.RELEASES.call("redeem", changed, signature, [], fan.address, 1),
            sender=fan.address,
            value=1,
        )
    assert caught.value.error == "BadSignature"


def test_what_the_contract_refuses_has_its_own_word(minter: Minter) -> None:
    published = publish_one(minter, supply=1)
    chain, me, fan = minter.chain, minter.account.address, Key.made().address
    mint = abi.RELEASES.call("mintTo", b"\x07" * 32, published.id, fan, 2)
    with pytest.raises(RevertedError) as caught:
        chain.estimate(me, chain.contracts.releases, mint)
    assert caught.value.error == "SoldOut"
    assert caught.value.arguments == {"id": published.id, "left": 1}
    with pytest.raises(RevertedError) as caught:
        chain.estimate(fan, chain.contracts.releases, mint)
    assert (caught.value.error, caught.value.arguments) == ("NotAMinter", {"account": fan})


def test_what_a_node_refuses_has_its_own_kind(house: LocalStack, minter: Minter) -> None:
    chain, me = minter.chain, minter.account.address
    house.chain.pause()
    try:
        first = minter.signed(b"", to=me)
        assert chain.send(first.raw) == chain.send(first.raw), "known already"
        waiting = chain.transaction(first.hash)
        assert waiting is not None
        assert waiting.block_number is None
        with pytest.raises(UnderpricedError):
            chain.send(minter.signed(b"", to=me, gas=900_000).raw)
        raised = chain.fees().raised(25)
        second = minter.signed(b"", to=me, fees=raised)
        assert chain.send(second.raw) == second.hash, "it takes the first one's place"
    finally:
        house.chain.go_on()
    assert wait_until(lambda: chain.receipt(second.hash), 20, "the block").succeeded
    assert chain.receipt(first.hash) is None
    with pytest.raises(NonceTooLowError):
        chain.send(first.raw)


def test_a_reorganisation_takes_receipts_back(house: LocalStack, minter: Minter) -> None:
    receipt = minter.does(b"", to=minter.account.address)
    house.chain.pause()
    try:
        head = minter.chain.block_number()
        house.chain.ask("anvil_reorg", head - receipt.block_number + 1, [])
        assert minter.chain.receipt(receipt.transaction_hash) is None
        block = minter.chain.block(receipt.block_number)
        assert block is not None
        assert block.hash != receipt.block_hash
    finally:
        house.chain.go_on()


def test_deploying_again_does_nothing(house: LocalStack, chain: Chain) -> None:
    before = dict(house.outputs["chain"])
    owner = local.owner(house.chain).address
    sent = chain.transaction_count(owner)
    told: list[str] = []
    tell, house.tell = house.tell, lambda _, how: told.append(how)
    try:
        from infra.local.contracts.build import built
        from infra.local.stack import LOCAL, ROOT

        house.deploy_contracts(built(ROOT, LOCAL / "contracts"))
    finally:
        house.tell = tell
    assert house.outputs["chain"] == before
    assert chain.transaction_count(owner) == sent
    assert told[-1].startswith("unchanged")

"""Deploy the contracts to a chain, once: whatever is there already and right stays.

Each step is written down before it is sent, signed as it is sent: a run that was cut off goes on
where it was, and sends nothing twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
import rlp
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hexbytes import HexBytes
from web3 import HTTPProvider, Web3
from web3.exceptions import TimeExhausted, TransactionNotFound, Web3Exception

from infra.local.contracts import check
from infra.local.contracts.record import Record, Step
from infra.local.problems import LocalError
from nfts.data.chain_errors import ChainError
from nfts.domain.transactions import Transaction

if TYPE_CHECKING:
    from infra.local.contracts.build import Artifact
    from infra.local.contracts.signer import Signer
    from nfts.data.chain import Chain

Tell = Callable[[str], None]
_SECONDS = 10
_WAIT_SECONDS = 300


@dataclass(frozen=True)
class Terms:
    """What the contracts are told when they are made."""

    owner: str
    treasury: str
    minter: str
    fee_bps: int
    contract_uri: str

    def arguments(self, name: str, at: Mapping[str, str]) -> list[Any]:
        """A constructor's, where the contracts before it stand."""
        match name:
            case "Releases":
                fixed = [self.owner, self.minter, self.treasury, self.fee_bps]
                return [*fixed, at["Splits"], self.contract_uri]
            case "Market":
                return [self.owner, self.treasury, self.fee_bps, at["Releases"]]
            case _:
                return []


class Deployer:
    """`mine` is called after each sending: a local chain need not be waited for."""

    def __init__(
        self, url: str, chain: Chain, signer: Signer, *, mine: Callable[[], object] | None = None
    ) -> None:
        self._web3 = Web3(HTTPProvider(url, request_kwargs={"timeout": _SECONDS}))
        self._chain = chain
        self._signer = signer
        self._mine = mine

    def deploy(
        self,
        build: Mapping[str, Artifact],
        terms: Terms,
        record: Record,
        *,
        replace: bool = False,
        tell: Tell = lambda _: None,
    ) -> list[str]:
        """Bring all three to the chain; the names of those that were not there.

        LocalError where a recorded one is not what it was, unless it may be replaced.
        """
        with _in_one_sentence():
            self._finish(record)
            wrong = check.wrong(self._chain, build, record.addresses)
            lost = {name: why for name, why in wrong.items() if name in record.contracts}
            if lost and not replace:
                raise LocalError(_refusal(record, lost))
            for name in check.ORDER:
                if name in wrong:
                    arguments = terms.arguments(name, record.addresses)
                    self._make(build[name], arguments, record)
                    tell(f"{name} at {record.contracts[name].address}")
            if left := check.wrong(self._chain, build, record.addresses):
                raise LocalError(_refusal(record, left))
        return list(wrong)

    def run(self, contract: str, data: bytes) -> str:
        """Send a call and wait until it is in a block; its hash. LocalError when it reverts."""
        with _in_one_sentence():
            transaction = self._filled({"to": contract, "data": data})
            signed = self._signer.sign_transaction(transaction)
            self._send(signed.raw)
            self._wait(signed.hash)
            return signed.hash

    def make(self, artifact: Artifact, record: Record) -> str:
        """One more contract, without arguments; where it is."""
        with _in_one_sentence():
            self._make(artifact, [], record)
            return record.contracts[artifact.name].address

    def _make(self, artifact: Artifact, arguments: list[Any], record: Record) -> None:
        factory = self._web3.eth.contract(abi=artifact.abi, bytecode=artifact.creation)
        data = factory.constructor(*arguments).data_in_transaction
        transaction = self._filled({"data": _bytes(data)})
        signed = self._signer.sign_transaction(transaction)
        step = Step(
            address=created_by(self._signer.address, transaction.nonce),
            transaction=signed.hash,
            raw="0x" + signed.raw.hex(),
            arguments=[str(argument) for argument in arguments],
        )
        record.contracts[artifact.name] = step
        record.write()
        self._send(signed.raw)
        step.block = self._wait(signed.hash)
        record.write()

    def _finish(self, record: Record) -> None:
        """Send again what an earlier run may not have brought into a block."""
        for name, step in list(record.contracts.items()):
            if step.block is None:
                step.block = self._brought(step)
            if step.block is None:
                # Another transaction has its place: it will never be.
                del record.contracts[name]
            record.write()

    def _brought(self, step: Step) -> int | None:
        """Its block, waited for as long as it may still get into one; None when it can't."""
        raw = _bytes(step.raw)
        try:
            self._send(raw)
        except ChainError:
            # Counted first: what is counted has its receipt already, if it is this one.
            passed = self._chain.transaction_count(self._signer.address) > _nonce_of(raw)
            block = self._mined(step.transaction)
            if block is None and not passed:
                raise
            return block
        return self._wait(step.transaction)

    def _filled(self, what: dict[str, Any]) -> Transaction:
        eth, sender = self._web3.eth, to_checksum_address(self._signer.address)
        fees = self._chain.fees()
        asked: Any = {"from": sender, **what}
        gas = eth.estimate_gas(asked)
        return Transaction(
            chain_id=self._chain.id,
            nonce=eth.get_transaction_count(sender, "pending"),
            to=what.get("to"),
            data=what["data"],
            gas=gas + gas // 10,
            max_fee=fees.max_fee,
            priority_fee=fees.priority_fee,
        )

    def _send(self, raw: bytes) -> None:
        """ChainError; not of one that the node has already."""
        self._chain.send(raw)
        if self._mine:
            self._mine()

    def _wait(self, hash_: str) -> int:
        try:
            receipt = self._web3.eth.wait_for_transaction_receipt(
                HexBytes(hash_), timeout=_WAIT_SECONDS, poll_latency=0.05 if self._mine else 1
            )
        except TimeExhausted:
            raise LocalError(
                f"{hash_} is in no block after {_WAIT_SECONDS} s: run this again later."
            ) from None
        if receipt["status"] != 1:
            raise LocalError(f"{hash_} failed on the chain.")
        return int(receipt["blockNumber"])

    def _mined(self, hash_: str) -> int | None:
        try:
            receipt = self._web3.eth.get_transaction_receipt(HexBytes(hash_))
        except TransactionNotFound:
            return None
        return int(receipt["blockNumber"]) if receipt["status"] == 1 else None


def created_by(sender: str, nonce: int) -> str:
    """Where a contract goes: the last 20 bytes of keccak(rlp([sender, nonce]))."""
    place = rlp.encode([_bytes(sender), nonce])
    return to_checksum_address(keccak(place)[12:])


def _nonce_of(raw: bytes) -> int:
    """Of a transaction of type 2, as nfts.domain.transactions writes it."""
    return int.from_bytes(rlp.decode(raw[1:])[1], "big")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _refusal(record: Record, wrong: Mapping[str, str]) -> str:
    said = "; ".join(
        f"{name} at {record.addresses.get(name, '?')} {why}" for name, why in wrong.items()
    )
    return f"On chain {record.chain_id}: {said}."


@contextlib.contextmanager
def _in_one_sentence() -> Iterator[None]:
    """Whatever the node says; but what its transport says quotes the node's address."""
    try:
        yield
    except requests.RequestException as error:
        raise LocalError(f"The node does not answer ({type(error).__name__}).") from None
    except (Web3Exception, ChainError) as error:
        raise LocalError(f"The chain refuses: {str(error)[:300]}") from None

"""Transactions as EIP-1559 has them: what is signed, and what goes out.

EIP-2718: 0x02 || payload. EIP-1559: the payload is rlp([chain_id, nonce, max_priority_fee_per_gas,
max_fee_per_gas, gas_limit, destination, amount, data, access_list, y_parity, r, s]), what is
signed ends with the access list. The chain's id is inside, so that no other chain takes it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rlp
from eth_utils.conversions import to_bytes
from eth_utils.crypto import keccak

if TYPE_CHECKING:
    from nfts.domain.signature import Signature

_TYPE = b"\x02"


@dataclass(frozen=True, slots=True)
class Signed:
    """`raw` is what a node is sent; `hash` names it, 0x-hex."""

    raw: bytes
    hash: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """Amounts and fees in wei; without `to` it deploys `data`."""

    chain_id: int
    nonce: int
    to: str | None
    data: bytes
    gas: int
    max_fee: int
    priority_fee: int
    value: int = 0

    def digest(self) -> bytes:
        """The 32 bytes that its sender signs."""
        return keccak(_TYPE + _encoded(self._payload()))

    def signed(self, signature: "Signature") -> Signed:
        proof = [signature.y_parity, signature.r, signature.s]
        raw = _TYPE + _encoded([*self._payload(), *proof])
        return Signed(raw, "0x" + keccak(raw).hex())

    def _payload(self) -> list[object]:
        to = to_bytes(hexstr=self.to) if self.to else b""
        return [
            self.chain_id,
            self.nonce,
            self.priority_fee,
            self.max_fee,
            self.gas,
            to,
            self.value,
            self.data,
            [],
        ]


def hash_of(raw: bytes) -> str:
    """What a signed transaction is called, whoever sends it."""
    return "0x" + keccak(raw).hex()


def _encoded(payload: list[object]) -> bytes:
    return bytes(rlp.encode(payload))

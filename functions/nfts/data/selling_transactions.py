"""A transaction made ready for somebody's wallet: tried first, with gas and fees that get it in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nfts.data.chain import Chain
    from nfts.domain.blocks import Fees
    from nfts.domain.calls import Call

_MARGIN_PERCENT = 20
"""On the gas: between now and its block others change what it meets."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """`gas` is None of what can be tried only once another transaction is on the chain."""

    chain_id: int
    sender: str
    call: "Call"
    gas: int | None
    fees: "Fees"

    @property
    def network_fee(self) -> int | None:
        """What it costs at most, in wei."""
        return None if self.gas is None else self.gas * self.fees.max_fee


def tried(chain: "Chain", sender: str, call: "Call") -> Prepared:
    """Ready to be signed. RevertedError with the contract's own reason, OutOfFundsError."""
    gas = chain.estimate(sender, call.to, call.data, call.value)
    return Prepared(chain.id, sender, call, -(-gas * (100 + _MARGIN_PERCENT) // 100), chain.fees())


def untried(chain: "Chain", sender: str, call: "Call") -> Prepared:
    """What it will be, once what it needs is on the chain."""
    return Prepared(chain.id, sender, call, None, chain.fees())

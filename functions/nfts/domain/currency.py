"""What prices are in: the chain's own coin or an ERC-20, as people say it and as contracts do."""

NATIVE = "native"
ZERO = "0x" + "0" * 40
"""How contracts call the native coin, and nobody."""


def on_chain(currency: str) -> str:
    return ZERO if currency == NATIVE else currency


def told(address: str) -> str:
    return NATIVE if address == ZERO else address

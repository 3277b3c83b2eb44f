"""The chains that are known by their ids: how fast they are, and when a block counts as final."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """`confirmations` blocks take a minute or so; a deeper reorganisation is followed, too."""

    name: str
    symbol: str
    block_seconds: float
    confirmations: int


KNOWN = {
    1: Known("Ethereum", "ETH", 12, 6),
    10: Known("OP Mainnet", "ETH", 2, 20),
    137: Known("Polygon", "POL", 2, 30),
    8453: Known("Base", "ETH", 2, 20),
    42161: Known("Arbitrum One", "ETH", 0.25, 120),
    11155111: Known("Sepolia", "ETH", 12, 6),
    80002: Known("Polygon Amoy", "POL", 2, 30),
    84532: Known("Base Sepolia", "ETH", 2, 20),
    421614: Known("Arbitrum Sepolia", "ETH", 0.25, 120),
}

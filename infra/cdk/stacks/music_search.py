"""Music: search, suggestions, and the index behind them."""

from infra.cdk.parts.product import Product
from infra.cdk.stacks.music_stores import Stores


def search(music: Product, stores: Stores) -> None:
    """One search over everything, and what keeps its index."""
    music.part("search")

"""Music: what was heard: sessions, history, charts."""

from infra.cdk.parts.product import Product
from infra.cdk.stacks.music_stores import Stores


def plays(music: Product, stores: Stores) -> None:
    """Plays and what follows from them."""
    music.part("plays")

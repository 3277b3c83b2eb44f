"""Music: releases, artists' pages, likes and the library."""

from infra.cdk.parts.product import Product
from infra.cdk.stacks.music_stores import Stores


def releases(music: Product, stores: Stores) -> None:
    """What artists publish, and what fans keep of it."""
    music.part("releases")

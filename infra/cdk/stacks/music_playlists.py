"""Music: playlists, and the people who make them together."""

from infra.cdk.parts.product import Product
from infra.cdk.stacks.music_stores import Stores


def playlists(music: Product, stores: Stores) -> None:
    """Playlists, collaborators, share links."""
    music.part("playlists")

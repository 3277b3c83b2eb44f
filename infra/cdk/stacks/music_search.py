"""Music: search, suggestions, and the index behind them."""

from aws_cdk import Duration

from infra.cdk.parts.function import Shape
from infra.cdk.parts.product import Product
from infra.cdk.parts.rest import Throttle
from infra.cdk.stacks.music_stores import Stores

_FOLLOWED = (
    "person_changed",
    "person_erased",
    "release_published",
    "release_withdrawn",
    "track_published",
    "track_withdrawn",
    "playlist_changed",
    "playlist_deleted",
)


def search(music: Product, stores: Stores) -> None:
    """One search over everything, and what keeps its index."""
    part = music.part("search")
    database, people = stores.database, stores.people
    often = Throttle(200, 400)
    part.operation("search", reads=[people], lists=[database], limits=["search"], throttle=often)
    part.operation("suggest", reads=[database, people], limits=["search"], throttle=often)
    for event in _FOLLOWED:
        part.on(event, writes=[database])
    part.schedule("forget_withdrawn", Duration.days(1), writes=[database])
    part.command(
        "reindex",
        shape=Shape(memory=1024, seconds=120),
        reads=[stores.charts],
        surveys=[stores.catalogue, stores.releases, people],
        writes=[database],
    )
    part.on("play_counted", reads=[stores.charts], writes=[database])

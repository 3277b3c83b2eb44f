"""Music: releases, artists' pages, likes and the library."""

from typing import TypedDict

from aws_cdk import Duration
from constructs import Construct

from infra.cdk.parts.bucket import Part
from infra.cdk.parts.function import Shape
from infra.cdk.parts.product import Product
from infra.cdk.parts.table import Index, Table
from infra.cdk.stacks.music_stores import Stores

OVERDUE_AFTER = Duration.minutes(5)


class ReleasesTables(TypedDict):
    releases: Table
    library: Table


def releases_tables(scope: Construct) -> ReleasesTables:
    return {
        "releases": Table(
            scope,
            "Releases",
            variable="RELEASES_TABLE",
            key="id",
            sort="part",
            indexes=[
                Index("by_artist", key="artist_id", sort="id"),
                Index("by_shelf", key="shelf", sort="shelved"),
            ],
            stream=True,
        ),
        "library": Table(
            scope,
            "Library",
            variable="LIBRARY_TABLE",
            key="person_id",
            sort="entry",
            indexes=[Index("by_shelf", key="shelf", sort="shelved")],
            stream=True,
        ),
    }


def releases(music: Product, stores: Stores) -> None:
    """What artists publish, and what fans keep of it."""
    part = music.part("releases")
    catalogue, people = stores.catalogue, stores.people
    kept, library = stores.releases, stores.library
    shown = [catalogue, people, library]

    part.operation("create_release", reads=shown, writes=[kept], limits=["writes"])
    part.operation("get_release", reads=[*shown, kept])
    part.operation("list_releases", reads=[people], lists=[kept])
    part.operation("update_release", reads=shown, writes=[kept])
    part.operation("delete_release", writes=[kept])
    part.operation("set_release_tracks", reads=shown, writes=[kept], limits=["writes"])
    part.operation("publish_release", reads=shown, writes=[kept], limits=["writes"])
    part.operation("unpublish_release", reads=shown, writes=[kept])
    part.operation("take_down_release", reads=[people, library], writes=[catalogue, kept])
    part.operation("restore_release", reads=shown, writes=[kept])
    part.operation(
        "create_release_artwork",
        reads=[kept],
        pictures=[stores.pictures],
        limits=["pictures"],
    )
    part.operation("take_down_track", reads=[people], writes=[catalogue])
    part.operation("restore_track", reads=[people], writes=[catalogue])

    part.on(
        "release_changed",
        of=kept.changes(),
        writes=[kept, catalogue],
        schedules=[stores.publishing],
        publishes=["release_published", "release_withdrawn", "image_released"],
    )
    part.on(
        "catalogue_changed",
        of=catalogue.changes(),
        reads=[catalogue],
        writes=[kept],
        publishes=["track_published", "track_withdrawn"],
    )
    part.on("release_due", of=stores.publishing, reads=[catalogue], writes=[kept])
    part.schedule("releases_overdue", OVERDUE_AFTER, reads=[catalogue], writes=[kept])


def library(music: Product, stores: Stores) -> None:
    """Artists' pages, and what people like and keep."""
    part = music.part("library")
    catalogue, people = stores.catalogue, stores.people
    kept, library = stores.releases, stores.library
    shown = [catalogue, people, kept]

    part.operation("get_artist", reads=[*shown, stores.charts])
    part.operation("list_artist_releases", reads=[people], lists=[kept])
    part.operation("list_appearances", reads=[people], lists=[kept])
    part.operation("list_artist_videos", reads=[catalogue, people], lists=[kept])
    part.operation("put_pin", reads=[catalogue, people], writes=[kept])
    part.operation("delete_pin", writes=[kept])
    part.operation("like", reads=shown, writes=[library], limits=["writes"])
    part.operation("unlike", writes=[library])
    part.operation("get_like", reads=[*shown, library])
    part.operation("list_likes", reads=shown, lists=[library])
    part.operation("save_release", reads=shown, writes=[library], limits=["writes"])
    part.operation("unsave_release", writes=[library])
    part.operation("list_library", reads=shown, lists=[library])

    part.on("likes_changed", of=library.changes(), writes=[library])


def my_data(music: Product, stores: Stores) -> None:
    """A person's data in every area: written down, and erased."""
    part = music.part("my-data")
    part.on(
        "export_requested",
        shape=Shape(seconds=300),
        reads=[
            *(stores.catalogue, stores.releases, stores.library),
            *(stores.listening, stores.plays, stores.database),
        ],
        writes=[Part(stores.exports, music.name)],
        publishes=["export_part_ready"],
    )
    part.on(
        "erasure_requested",
        writes=[
            *(stores.catalogue, stores.releases, stores.library),
            *(stores.listening, stores.charts, stores.database),
        ],
        publishes=["erasure_part_done", "playlist_deleted", "playlist_changed", "image_released"],
    )

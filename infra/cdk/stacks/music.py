"""Music: the catalogue of tracks, and how artists and listeners reach it."""

from infra.cdk.parts.database import Database
from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.schedules import Schedules
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Index, Table
from infra.cdk.stacks.accounts import AccountsStack
from infra.cdk.stacks.media import MediaStack
from infra.cdk.stacks.music_playlists import playlists
from infra.cdk.stacks.music_plays import plays, plays_tables
from infra.cdk.stacks.music_releases import library, my_data, releases, releases_tables
from infra.cdk.stacks.music_search import search
from infra.cdk.stacks.music_stores import Stores

MUSIC = "music"


class MusicStack(Room):
    def __init__(
        self,
        platform: Platform,
        around: Surroundings,
        media: MediaStack,
        accounts: AccountsStack,
    ) -> None:
        super().__init__(platform, MUSIC)
        originals = media.uploads
        catalogue = Table(
            self,
            "Catalogue",
            variable="CATALOGUE_TABLE",
            key="id",
            indexes=[
                Index("by_artist", key="artist_id", sort="id"),
                Index("by_flag_state", key="flag_state", sort="id"),
            ],
            stream=True,
        )
        self.product = music = Product(self, MUSIC, around)

        music.operation(
            "create_track",
            reads=[accounts.people],
            writes=[catalogue],
            uploads=[originals],
            limits=["uploads"],
        )
        music.operation("get_track", reads=[catalogue, accounts.people])
        music.operation("list_tracks", lists=[catalogue])
        music.operation("update_track", reads=[accounts.people], writes=[catalogue])
        music.operation("delete_track", writes=[catalogue])
        music.operation("create_upload", reads=[catalogue], uploads=[originals], limits=["uploads"])
        music.operation("get_upload", reads=[catalogue], resumes=[originals])
        music.operation("sign_parts", reads=[catalogue], resumes=[originals])
        music.operation("complete_upload", reads=[catalogue], resumes=[originals])
        music.operation("abort_upload", reads=[catalogue], aborts=[originals])
        music.operation("get_original", reads=[catalogue], downloads=[originals])

        music.operation("list_flags", lists=[catalogue])
        music.operation("settle_flag", writes=[catalogue])

        # Media of a track that is gone meanwhile is let go by whichever event finds out.
        music.on("media_uploaded", writes=[catalogue], publishes=["media_released"])
        music.on("media_progressed", writes=[catalogue], publishes=["media_released"])
        music.on("media_ready", writes=[catalogue], publishes=["media_released"])
        music.on("media_failed", writes=[catalogue], publishes=["media_released"])
        music.on("media_matched", writes=[catalogue], publishes=["media_released"])
        music.on(
            "track_removed",
            of=catalogue.removals(),
            writes=[catalogue],
            publishes=["media_released"],
        )

        heard = music.part("plays")
        stores = Stores(
            catalogue=catalogue,
            database=Database(around.door, MUSIC),
            people=accounts.people,
            exports=around.exports,
            publishing=Schedules(self, "Publishing", around.alarms),
            pictures=media.pictures,
            **plays_tables(heard),
            **releases_tables(self),
        )
        music.operation("put_lyrics", writes=[catalogue])
        music.operation("get_lyrics", reads=[catalogue, stores.people])
        music.operation("get_lyrics_vtt", reads=[catalogue, stores.people])
        music.on("media_tagged", writes=[catalogue], publishes=["media_released"])
        music.on(
            "image_ready",
            writes=[catalogue, stores.releases, stores.database],
            publishes=["image_released", "playlist_changed"],
        )
        releases(music, stores)
        library(music, stores)
        my_data(music, stores)
        playlists(music, stores)
        plays(heard, stores, media.keys)
        search(music, stores)

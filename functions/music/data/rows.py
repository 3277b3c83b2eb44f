"""The catalogue table as PynamoDB models. Imported when first used: see music.data.catalogue."""

import os

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class ByArtist(GlobalSecondaryIndex["TrackRow"]):
    class Meta:
        index_name = "by_artist"
        projection = AllProjection()

    artist_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class TrackRow(Model):
    """One track.

    - a track by its id (get, conditional write)
    - an artist's tracks, newest first (by_artist; ids sort by time)
    - the removal of a track, from the table's stream (on/track_removed)
    - what everybody may know of it changes, from the stream too (on/catalogue_changed)
    """

    class Meta:
        table_name = setting("CATALOGUE_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    artist_id = UnicodeAttribute()
    media_id = UnicodeAttribute()
    title = UnicodeAttribute()
    kind = UnicodeAttribute()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    revision = NumberAttribute()
    processing = JSONAttribute(null=True)
    stream = JSONAttribute(null=True)
    same = JSONAttribute(null=True)
    """Earlier tracks of the artist with the same recording."""
    details = JSONAttribute(null=True)
    """What the artist says beyond the title (music.domain.details)."""
    releases = UnicodeSetAttribute(null=True)
    published_in = UnicodeSetAttribute(null=True)
    released = BooleanAttribute(null=True)
    artwork = JSONAttribute(null=True)
    taken_down = JSONAttribute(null=True)
    version = VersionAttribute()

    by_artist = ByArtist()


class DraftsRow(Model):
    """An artist's drafts that have no file yet, `drafts#<artist>`: what the limit counts."""

    class Meta:
        table_name = setting("CATALOGUE_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    open = UnicodeSetAttribute(null=True)

"""The table of releases as PynamoDB models. Imported when first used: see music.data.releases."""

import os

from pynamodb.attributes import (
    JSONAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("RELEASES_TABLE")
    region = os.environ.get("AWS_REGION")


class ReleasesByArtist(GlobalSecondaryIndex["ReleaseRow"]):
    """Sparse: only releases have its key."""

    class Meta:
        index_name = "by_artist"
        projection = AllProjection()

    artist_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class ByShelf(GlobalSecondaryIndex["ShelvedRow"]):
    """Sparse: what stands on a shelf, by time."""

    class Meta:
        index_name = "by_shelf"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class ReleaseRow(Model):
    """One release: `rel_...`, part `release`.

    - a release by its id (get, conditional write)
    - an artist's releases, newest first (by_artist; ids sort by time)
    - an artist's published releases of one type, by date (by_shelf, `<artist>#album` ...)
    - releases that wait for their moment, the next first (by_shelf, `scheduled`)
    - each change, from the table's stream (on/release_changed)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="release")
    artist_id = UnicodeAttribute()
    shelf = UnicodeAttribute(null=True)
    shelved = UnicodeAttribute(null=True)
    release = JSONAttribute()
    revision = VersionAttribute()

    by_artist = ReleasesByArtist()


class ShelvedRow(Model):
    """What else stands on a shelf; made and removed by on/release_changed, on/catalogue_changed.

    - releases that an artist appears on (`rel_...`, `appears#<artist>`; by_shelf,
      `<artist>#appears_on`)
    - an artist's public videos (`trk_...`, `video`; by_shelf, `<artist>#videos`)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute(null=True)
    shelved = UnicodeAttribute(null=True)

    by_shelf = ByShelf()


class OpenRow(Model):
    """Releases that an artist never published, `drafts#<artist>`: what the limit counts."""

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="drafts")
    open = UnicodeSetAttribute(null=True)


class PinRow(Model):
    """What an artist put on top of their page, `pin#<artist>`."""

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="pin")
    item_id = UnicodeAttribute()
    note = UnicodeAttribute(null=True)

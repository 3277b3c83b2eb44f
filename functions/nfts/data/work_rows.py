"""The table of works as a PynamoDB model. Imported when first used: see nfts.data.works."""

import os

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class ByArtist(GlobalSecondaryIndex["WorkRow"]):
    class Meta:
        index_name = "by_artist"
        projection = AllProjection()

    artist_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class WorkRow(Model):
    """One track, video or release.

    - a work by its id (get, batch get, conditional write)
    - an artist's works, newest first (by_artist; ids sort by time)
    """

    class Meta:
        table_name = setting("WORKS_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    artist_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    title = UnicodeAttribute()
    revision = NumberAttribute()
    public = BooleanAttribute()
    facts = JSONAttribute()

    by_artist = ByArtist()

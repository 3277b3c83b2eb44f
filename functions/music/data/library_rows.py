"""The table Library as PynamoDB models. Imported when first used: see music.data.likes."""

import os

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("LIBRARY_TABLE")
    region = os.environ.get("AWS_REGION")


class KeptByTime(GlobalSecondaryIndex["KeptRow"]):
    """Sparse: only what is still kept has its key."""

    class Meta:
        index_name = "by_shelf"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class KeptRow(Model):
    """Something that a person likes or keeps: `like#trk_...`, `like#rel_...`, `save#rel_...`.

    - whether a person likes or keeps a thing (get, conditional write)
    - what a person likes or keeps of one sort, the latest first (by_shelf, `<person>#like#trk` ...)
    - everything of a person (query), to export and to erase it
    - each change, from the table's stream (on/likes_changed)
    """

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    item_id = UnicodeAttribute()
    since = UnicodeAttribute()
    wanted = BooleanAttribute()
    """False of one that was taken back and is not yet counted down."""
    counted = BooleanAttribute(null=True)
    """Whether it is in the count."""
    shelf = UnicodeAttribute(null=True)
    shelved = UnicodeAttribute(null=True)

    by_time = KeptByTime()


class CountRow(Model):
    """How many like a thing: its id, `likes`."""

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    number = NumberAttribute(default=0)

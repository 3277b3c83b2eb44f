"""Plays that counted, as PynamoDB models. Imported when first used."""

import os

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class ByListener(GlobalSecondaryIndex["PlayRow"]):
    class Meta:
        index_name = "by_listener"
        projection = AllProjection()

    listener = UnicodeAttribute(hash_key=True)
    played_at = UnicodeAttribute(range_key=True)


class PlayRow(Model):
    """A play that counted: written once, never changed nor deleted.

    - keep a play, unless it is kept (conditional put)
    - a play that was kept, from the table's stream (on/play_stored)
    - a listener's plays, for whoever may still know the pseudonym (by_listener)
    """

    class Meta:
        table_name = setting("PLAYS_TABLE")
        region = os.environ.get("AWS_REGION")

    play_id = UnicodeAttribute(hash_key=True)
    listener = UnicodeAttribute()
    """A pseudonym: the person's `listener` row says whose, until the person is erased."""
    track_id = UnicodeAttribute()
    artist_id = UnicodeAttribute()
    release_id = UnicodeAttribute(null=True)
    country = UnicodeAttribute(null=True)
    genres = ListAttribute(of=UnicodeAttribute)
    duration_ms = NumberAttribute()
    played_at = UnicodeAttribute()

    by_listener = ByListener()

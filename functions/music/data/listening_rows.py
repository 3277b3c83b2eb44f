"""The table of what people do with the music, as PynamoDB models. Imported when first used.

Everything of a person lies under their id, so that one query exports it and one erases it:
`listener`, `session#<play>`, `unlisted#<play>`, `day#<date>#<track>`, `history#<time>#<play>`,
`recent#<track>`, `resume#<item>`, `refusal#<play>`.
"""

import os

from pynamodb.attributes import (
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("LISTENING_TABLE")
    region = os.environ.get("AWS_REGION")


class StateRow(Model):
    """`session#<play>`: a playback session, counted or not, for 90 days. `listener`: whom the
    person is in their plays, and which of their time is spoken for. `unlisted#<play>`: a session
    that the person took out of what they see: what keeps it from counting twice, and no track.

    - a session and the listener (batch get; versioned put)
    - a person's sessions, newest first (query by prefix; ids sort by time)
    - take sessions out (query by prefix; put as unlisted and delete, in one transaction)
    """

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    state = JSONAttribute()
    expires = NumberAttribute(null=True)
    version = VersionAttribute()


class DayRow(Model):
    """How often a track counted for a person on one day (conditional add)."""

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    plays = NumberAttribute()
    expires = NumberAttribute()


class RefusalRow(Model):
    """A grant that a person reported with and that was not theirs, or nobody's; for 90 days."""

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    why = UnicodeAttribute()
    at = UnicodeAttribute()
    expires = NumberAttribute()


class PlaysByTime(GlobalSecondaryIndex["HistoryRow"]):
    """`<person>#<track>`: a person's plays of one track."""

    class Meta:
        index_name = "by_time"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)


class HistoryRow(Model):
    """A play that counted, as the person sees it.

    - a person's plays, the one heard last first (query by prefix)
    - one of them, by when it was heard (get, delete)
    - a track's last plays (by_time)
    """

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute()
    at = UnicodeAttribute()
    play_id = UnicodeAttribute()
    track_id = UnicodeAttribute()
    played_at = UnicodeAttribute()

    by_time = PlaysByTime()


class ByTime(GlobalSecondaryIndex["ShelfRow"]):
    """`<person>#recent`: the tracks that a person heard."""

    class Meta:
        index_name = "by_time"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)


class ShelfRow(Model):
    """`recent#<track>`: a track's last play.

    - a person's tracks, the one heard last first (by_time)
    """

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute()
    at = UnicodeAttribute()
    item_id = UnicodeAttribute()
    play_id = UnicodeAttribute(null=True)

    by_time = ByTime()


class PositionsByTime(GlobalSecondaryIndex["PositionRow"]):
    """Sparse, `<person>#resume`: what was heard to its end, or forgotten, has no shelf."""

    class Meta:
        index_name = "by_time"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)


class PositionRow(Model):
    """`resume#<item>`: where devices left an item, or when it was forgotten.

    - an item's positions (get, versioned put)
    - a person's items, the latest first (by_time)
    """

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute(null=True)
    at = UnicodeAttribute()
    item_id = UnicodeAttribute()
    devices = JSONAttribute(null=True)
    """The latest first."""
    forgotten_at = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    version = VersionAttribute()

    by_time = PositionsByTime()


class AnyRow(Model):
    """Whatever there is of a person (query, delete)."""

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)

"""The table of what people do with the music, as PynamoDB models. Imported when first used.

Everything of a person lies under their id, so that one query exports it and one erases it:
`listener`, `session#<play>`, `day#<date>#<track>`, `history#<play>`, `recent#<track>`,
`resume#<item>#<device>`, `refusal#<play>`.
"""

import os

from pynamodb.attributes import (
    BooleanAttribute,
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
    person is in their plays, and which of their time is spoken for.

    - a session and the listener (batch get; versioned put)
    - a person's sessions, newest first (query by prefix; ids sort by time)
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


class HistoryRow(Model):
    """A play that counted, as the person sees it (query by prefix, delete)."""

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    play_id = UnicodeAttribute()
    track_id = UnicodeAttribute()
    played_at = UnicodeAttribute()


class ByTime(GlobalSecondaryIndex["ShelfRow"]):
    """Sparse: what has a shelf, `<person>#recent` or `<person>#resume`."""

    class Meta:
        index_name = "by_time"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    at = UnicodeAttribute(range_key=True)


class ShelfRow(Model):
    """An item's last play (`recent#`), or where a device left it (`resume#`).

    - the positions of an item, by device (query by prefix, conditional put)
    - a person's items, the latest first (by_time); what was heard to its end has no shelf
    """

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute(null=True)
    at = UnicodeAttribute()
    item_id = UnicodeAttribute()
    play_id = UnicodeAttribute(null=True)
    device = UnicodeAttribute(null=True)
    position_ms = NumberAttribute(null=True)
    finished = BooleanAttribute(null=True)

    by_time = ByTime()


class AnyRow(Model):
    """Whatever there is of a person (query, delete)."""

    class Meta(_Meta):
        pass

    person_id = UnicodeAttribute(hash_key=True)
    fact = UnicodeAttribute(range_key=True)

"""Flags in the catalogue table, as PynamoDB models. Imported when first used: music.data.flags."""

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


class ByState(GlobalSecondaryIndex["FlagRow"]):
    """Sparse: only flags have its key."""

    class Meta:
        index_name = "by_flag_state"
        projection = AllProjection()

    flag_state = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class FlagRow(Model):
    """A track's flag, `flg_...`.

    - the flag of a track (get, conditional write)
    - open ones, settled ones, of the newest track first (by_flag_state)
    """

    class Meta:
        table_name = setting("CATALOGUE_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    flag_state = UnicodeAttribute()
    flag = JSONAttribute()
    version = VersionAttribute()

    by_state = ByState()


class MatchedByRow(Model):
    """Tracks that may say of a track that it has their recording: `matched-by#<track>`."""

    class Meta:
        table_name = setting("CATALOGUE_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    tracks = UnicodeSetAttribute(null=True)

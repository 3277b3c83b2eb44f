"""The table of editions as PynamoDB models. Imported when first used: see nfts.data.editions."""

import os

from pynamodb.attributes import JSONAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("EDITIONS_TABLE")
    region = os.environ.get("AWS_REGION")


class ByShelf(GlobalSecondaryIndex["MintRow"]):
    class Meta:
        index_name = "by_shelf"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class UnderWay(GlobalSecondaryIndex["MintRow"]):
    """Sparse: only what a workflow is at work on, or what goes on by itself, has its key."""

    class Meta:
        index_name = "under_way"
        projection = AllProjection()

    under_way = UnicodeAttribute(hash_key=True)
    since = UnicodeAttribute(range_key=True)


class MintRow(Model):
    """An edition (`edn_...`, part `edition`), an airdrop of one (`drp_...`, part `airdrop`), or an
    errand about one (`ern_...`, part `errand`).

    - one by its id (get, conditional write)
    - an artist's editions, the last asked for first (by_shelf, `artist#<artist>`)
    - an edition's airdrops, the last asked for first (by_shelf, `edition#<edition>`)
    - a person's errands likewise (by_shelf, `person#<person>#errands`)
    - what is being minted, the longest waiting first (under_way, `yes`, since it was changed or
      looked at)
    - what failed and goes on by itself, what is due first (under_way, `waits`, since it is due)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute()
    shelved = UnicodeAttribute()
    under_way = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    mint = JSONAttribute()
    revision = VersionAttribute()

    by_shelf = ByShelf()
    being_minted = UnderWay()

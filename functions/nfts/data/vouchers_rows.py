"""The table of vouchers as a PynamoDB model. Imported when first used: see nfts.data.vouchers."""

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
    table_name = setting("VOUCHERS_TABLE")
    region = os.environ.get("AWS_REGION")


class ByShelf(GlobalSecondaryIndex["VoucherRow"]):
    class Meta:
        index_name = "by_shelf"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class ByArtist(GlobalSecondaryIndex["VoucherRow"]):
    class Meta:
        index_name = "by_artist"
        projection = AllProjection()

    artist_id = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class VoucherRow(Model):
    """A voucher with its allow-list (`vch_...`), part `voucher`. Numbers drawn (selling_numbers)
    are in rows of part `numbers`.

    - one by its id (get, conditional write)
    - an edition's, the last made first (by_shelf, `edition#<edition>`): those that are open, or an
      artist's (`open_until` is 0 of one that was revoked)
    - an artist's, to be written down and erased (by_artist)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="voucher")
    shelf = UnicodeAttribute()
    shelved = UnicodeAttribute()
    voucher = JSONAttribute()
    artist_id = UnicodeAttribute()
    open_until = NumberAttribute()
    revision = VersionAttribute()

    by_shelf = ByShelf()
    by_artist = ByArtist()

"""The table of orders as a PynamoDB model. Imported when first used: see nfts.data.orders."""

import os

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("ORDERS_TABLE")
    region = os.environ.get("AWS_REGION")


class ByShelf(GlobalSecondaryIndex["OrderRow"]):
    class Meta:
        index_name = "by_shelf"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class ByOffer(GlobalSecondaryIndex["OrderRow"]):
    class Meta:
        index_name = "by_offer"
        projection = AllProjection()

    offer = UnicodeAttribute(hash_key=True)
    closes = UnicodeAttribute(range_key=True)


class OrderRow(Model):
    """A signed listing or offer (`ord_...`), part `order`. Numbers drawn (selling_numbers) are in
    rows of part `numbers`; how far offers were looked through, in the one of part `place`.

    - one by its id (get, conditional write); the id follows from what was signed
    - offers that are shown and not over, the first to end first (by_offer, `shown`)
    - a person's, the last made first (by_shelf, `person#<person>`); theirs all, to be erased
    - all, page by page (scan, by the rebuilding of the market)
    - each change, from the table's stream (on/order_changed)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="order")
    shelf = UnicodeAttribute()
    shelved = UnicodeAttribute()
    order = JSONAttribute()
    withdrawn_at = UnicodeAttribute(null=True)
    offer = UnicodeAttribute(null=True)
    closes = UnicodeAttribute(null=True)
    payable = NumberAttribute(null=True)

    by_shelf = ByShelf()
    by_offer = ByOffer()

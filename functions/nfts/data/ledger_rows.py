"""The table Ledger as PynamoDB models. Imported when first used: see nfts.data.ledger."""

import os

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("LEDGER_TABLE")
    region = os.environ.get("AWS_REGION")


class LogRow(Model):
    """One log of the contracts: its chain's id, and `log#<block>#<index>`.

    - the logs of a range of blocks, in their order (query)
    - the logs at some places (batch get)
    - each that comes, changes or goes, from the table's stream (on/ledger_changed)
    """

    class Meta(_Meta):
        pass

    chain = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    contract = UnicodeAttribute()
    address = UnicodeAttribute()
    event = UnicodeAttribute()
    args = JSONAttribute()
    tx_hash = UnicodeAttribute()
    block_hash = UnicodeAttribute()
    at = NumberAttribute()


class HeadRow(Model):
    """A block among the latest, `head#<block>`: what a reorganisation is noticed by.

    - the latest, from the last one back (query)
    """

    class Meta(_Meta):
        pass

    chain = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    block_hash = UnicodeAttribute()


class SplitRow(Model):
    """A split that the contract Splits has told of, `split#<address>`: its logs count as ours.

    - all of them (query)
    """

    class Meta(_Meta):
        pass

    chain = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    block = NumberAttribute()


class CursorRow(Model):
    """Up to where the chain was read, and who reads it just now: `cursor`.

    - the one of a chain (get; conditional write)
    """

    class Meta(_Meta):
        pass

    chain = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True, default="cursor")
    next_block = NumberAttribute(null=True)
    holder = UnicodeAttribute(null=True)
    held_until = NumberAttribute(null=True)

"""The table Wallets as PynamoDB models. Imported when first used: see nfts.data.wallets."""

import os

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    VersionAttribute,
)
from pynamodb.models import Model

from didit360.settings import setting


class _Meta:
    table_name = setting("WALLETS_TABLE")
    region = os.environ.get("AWS_REGION")


class WalletsRow(Model):
    """All wallets of one person, part `wallets`.

    - a person's wallets, some people's primary ones (get, batch get, conditional write)
    - each change, from the table's stream (on/wallets_changed)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="wallets")
    wallets = JSONAttribute()
    revision = VersionAttribute()


class OwnerRow(Model):
    """Whose an address is: `0x...` with its capitals, part `owner`.

    - the person of an address (get; written in one transaction with the person's row)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="owner")
    person_id = UnicodeAttribute()


class ChallengeRow(Model):
    """A message that a person was given to sign, part `nonce#<nonce>`; DynamoDB lets it go.

    - a person's challenge by its nonce (get; marked as used in the transaction that links)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    message = UnicodeAttribute()
    used = BooleanAttribute(null=True)
    expires = NumberAttribute()

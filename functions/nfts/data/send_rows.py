"""The table of what was sent, as a PynamoDB model. Imported when first used: nfts.data.sends."""

import os

from pynamodb.attributes import BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from didit360.settings import setting


class SendRow(Model):
    """What was signed with one nonce of one account: `<chain>#<address>`, `nonce#<nonce>`.

    - by the nonce (get, conditional write)
    Beside them, `nonces`: which are given out to whom (nfts.data.nonces).
    """

    class Meta:
        table_name = setting("SENDS_TABLE")
        region = os.environ.get("AWS_REGION")

    account = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    key = UnicodeAttribute()
    nonce = NumberAttribute()
    gas = NumberAttribute()
    raw = BinaryAttribute(legacy_encoding=False)
    signed = JSONAttribute()
    last = UnicodeAttribute()
    block_hash = UnicodeAttribute(null=True)
    # Rows from before these were kept lack them.
    overtaken_at = UnicodeAttribute(null=True)
    attempt = NumberAttribute(null=True)
    taken_up_at = UnicodeAttribute(null=True)

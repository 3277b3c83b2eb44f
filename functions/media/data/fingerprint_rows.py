"""The fingerprints table as a PynamoDB model. Imported when first used: media.data.fingerprints."""

import os

from pynamodb.attributes import BinaryAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.models import Model

from didit360.settings import setting


class FingerprintRow(Model):
    """A run's fingerprint, under its media id; and what leads to it, under each code of its index.

    - the fingerprints of a media id's runs (query: to compare, to remove them)
    - runs that have a code of the index, the earliest uploads first (query `<product>#<code>`)
    - a run's own fingerprint (get)
    """

    class Meta:
        table_name = setting("FINGERPRINTS_TABLE")
        region = os.environ.get("AWS_REGION")

    part = UnicodeAttribute(hash_key=True)
    """A media id, or `<product>#<code>`."""
    run_id = UnicodeAttribute(range_key=True)
    """Begins with the upload's id, so it sorts by time."""
    media_id = UnicodeAttribute()
    owner_id = UnicodeAttribute(null=True)
    product = UnicodeAttribute(null=True)
    codes = BinaryAttribute(legacy_encoding=False, null=True)
    index = JSONAttribute(null=True)
    """The codes that lead here: what to remove, whatever the index is made of by then."""

"""The table Sheets as PynamoDB models. Imported when first used: see nfts.data.sheets."""

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


class _Meta:
    table_name = setting("SHEETS_TABLE")
    region = os.environ.get("AWS_REGION")


class ByShelf(GlobalSecondaryIndex["ShelvedRow"]):
    """Sparse: what stands on somebody's shelf, by the sheet's id."""

    class Meta:
        index_name = "by_shelf"
        projection = AllProjection()

    shelf = UnicodeAttribute(hash_key=True)
    shelved = UnicodeAttribute(range_key=True)


class SheetRow(Model):
    """One split sheet: `sht_...`, part `sheet`.

    - a sheet by its id (get, batch get, conditional write)
    - an owner's sheets, newest first (by_shelf, `owns#<person>`; ids sort by time)
    - each change, from the table's stream (on/sheet_changed)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="sheet")
    shelf = UnicodeAttribute(null=True)
    shelved = UnicodeAttribute(null=True)
    sheet = JSONAttribute()
    revision = VersionAttribute()


class ShelvedRow(Model):
    """Somebody's line of a sheet: `sht_...`, part `payee#<person>`; kept by on/sheet_changed.

    - sheets that a person is asked about or paid by (by_shelf, `on#<person>`)
    - drafts that name a person (by_shelf, `named#<person>`), for when they are erased
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    shelf = UnicodeAttribute(null=True)
    shelved = UnicodeAttribute(null=True)

    by_shelf = ByShelf()


class WaitingRow(Model):
    """A sheet that waits for a wallet of a person's: `waits#<person>`, part `sht_...`.

    - sheets that wait for somebody (query, consistent: a wallet that is linked misses none)
    """

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)


class OpenRow(Model):
    """An artist's sheets that are not frozen, `open#<artist>`: what the limit counts."""

    class Meta(_Meta):
        pass

    id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True, default="open")
    open = UnicodeSetAttribute(null=True)

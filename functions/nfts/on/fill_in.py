"""Put wallets into a split sheet that waits for them."""

from contextlib import suppress

from didit360.clock import now
from nfts.data import sheets, wallets
from nfts.domain.sheet import Sheet


def fill_in(sheet_id: str) -> None:
    """Everybody it waits for is paid at their primary wallet, if they have one. Safe to repeat."""

    def fill(sheet: Sheet) -> Sheet:
        waiting = sheet.waiting_for_wallets
        return sheet.invited(wallets.primaries(waiting), now()) if waiting else sheet

    with suppress(sheets.SheetNotFoundError):
        sheets.change(sheet_id, fill)

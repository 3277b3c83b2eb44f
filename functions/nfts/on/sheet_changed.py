"""A split sheet was changed: the people on it find it, and what it waits for is filled in.

Woken by the table's stream. What is done goes by the sheet as it is now.
"""

from typing import Any

from didit360.reactions import on_change
from nfts.data import sheet_shelves, sheets
from nfts.on.fill_in import fill_in

Item = dict[str, Any] | None


def sheet_changed(old: Item, new: Item) -> None:
    """Safe to repeat, in any order."""
    before, after = sheets.of_image(old), sheets.of_image(new)
    known = after or before
    if known is None:  # somebody's line of a sheet, or what the limit counts
        return
    sheet_shelves.line_up(known.id, before, after)
    if after and after.frozen_at:
        sheets.not_open(after)
    elif after and after.waiting_for_wallets:
        # Whoever linked a wallet before their line stood there was not looked for then.
        fill_in(after.id)


handler = on_change(sheet_changed)

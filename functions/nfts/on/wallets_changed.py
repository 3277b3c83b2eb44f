"""Somebody's wallets changed: the split sheets that wait for one of theirs have it now."""

from typing import Any

from didit360.reactions import on_change
from nfts.data import sheet_shelves, wallets
from nfts.on.fill_in import fill_in

Item = dict[str, Any] | None


def wallets_changed(_: Item, new: Item) -> None:
    """Safe to repeat, in any order."""
    theirs = wallets.of_image(new)
    if theirs is None or theirs.primary is None:
        return
    for sheet_id in sheet_shelves.waiting_for(theirs.person_id):
        fill_in(sheet_id)


handler = on_change(wallets_changed)

"""The Ledger has other logs than before: the tables of the market follow, all at once."""

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from didit360.reactions import Item, on_changes
from nfts.data import ledger, market

if TYPE_CHECKING:
    from nfts.domain.ledger import Place


def ledger_changed(changes: list[tuple[Item, Item]]) -> None:
    """Safe to repeat, in any order: it goes by what the Ledger has now."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for old, new in changes:
        found = ledger.place_of(new or old)
        if found:
            places[found[0]].append(found[1])
    for chain, changed in places.items():
        wanted = sorted(set(changed))
        market.follow(wanted, partial(ledger.at, chain, wanted))


handler = on_changes(ledger_changed)

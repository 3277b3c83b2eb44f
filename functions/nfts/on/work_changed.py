"""A work has other genres, another cover, or is withdrawn: the market shows its edition so."""

from functools import partial

from didit360.reactions import Item, on_change
from nfts.data import market_catalogue, market_sources


def work_changed(old: Item, new: Item) -> None:
    """Safe to repeat, in any order: it goes by the work as it is now."""
    work_id = (new or old or {})["id"]
    market_catalogue.describe(work_id, partial(market_sources.facts, work_id))


handler = on_change(work_changed)

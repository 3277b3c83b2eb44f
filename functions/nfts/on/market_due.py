"""What the clock alone changes in the market: a listing has ended, another one opens."""

from didit360.reactions import Detail, on_event
from nfts.data import market_lots


def market_due(_: Detail) -> None:
    """Safe to repeat, and beside itself."""
    market_lots.due()


handler = on_event(market_due)

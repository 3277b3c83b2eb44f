"""An edition is on the chain: the market shows its token as what it is."""

from functools import partial

from didit360.reactions import Detail, on_event
from nfts.data import market_catalogue, market_sources


def nft_minted(detail: Detail) -> None:
    """Safe to repeat."""
    market_catalogue.read(partial(market_sources.listed, detail["edition_id"]))


handler = on_event(nft_minted)

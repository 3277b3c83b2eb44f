"""Somebody is gone: their name does not stand in the market any more; what they minted stays."""

from didit360.reactions import Detail, on_event
from nfts.data import market_catalogue
from nfts.domain.listed import NOBODY


def person_erased(detail: Detail) -> None:
    """Safe to repeat."""
    market_catalogue.rename(detail["person_id"], "", NOBODY)


handler = on_event(person_erased)

"""Somebody has another name: what they minted is found by it."""

from didit360.reactions import Detail, on_event
from nfts.data import market_catalogue


def person_changed(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    market_catalogue.rename(detail["person_id"], detail["name"], detail["revision"])


handler = on_event(person_changed)

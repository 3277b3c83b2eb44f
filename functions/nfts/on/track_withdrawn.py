"""Nobody finds a track any more: it is minted no more."""

from didit360.reactions import Detail, on_event
from nfts.data import works


def track_withdrawn(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    works.withdraw(detail["track_id"], detail["artist_id"], detail["revision"])


handler = on_event(track_withdrawn)

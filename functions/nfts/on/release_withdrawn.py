"""Nobody finds a release any more: it is minted no more."""

from didit360.reactions import Detail, on_event
from nfts.data import works


def release_withdrawn(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    works.withdraw(detail["release_id"], detail["artist_id"], detail["revision"])


handler = on_event(release_withdrawn)

"""Everybody finds a track: its artist can mint it."""

from didit360.reactions import Detail, on_event
from nfts.data import works
from nfts.domain.work import Work


def track_published(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    works.put(
        Work(
            id=detail["track_id"],
            artist_id=detail["artist_id"],
            kind="video" if detail["kind"] == "video" else "track",
            title=detail["title"],
            revision=detail["revision"],
            public=True,
            facts=detail,
        )
    )


handler = on_event(track_published)

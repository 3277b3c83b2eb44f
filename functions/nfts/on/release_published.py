"""Everybody finds a release: its artist can mint it."""

from didit360.reactions import Detail, on_event
from nfts.data import works
from nfts.domain.work import Work


def release_published(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    works.put(
        Work(
            id=detail["release_id"],
            artist_id=detail["artist_id"],
            kind="release",
            title=detail["title"],
            revision=detail["revision"],
            public=True,
            facts=detail,
        )
    )


handler = on_event(release_published)

"""A release is to be seen no longer: nobody finds it, nor its tracks by its title."""

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry


def release_withdrawn(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    news = search_entry.news(
        detail, detail["release_id"], detail["artist_id"], deleted=detail["why"] == "deleted"
    )
    search_index.withdraw(news, "release", track_ids=detail["track_ids"])


handler = on_event(release_withdrawn)

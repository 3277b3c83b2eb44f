"""A track is to be heard no longer: nobody finds it."""

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry


def track_withdrawn(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    news = search_entry.news(detail, detail["track_id"], detail["artist_id"])
    search_index.withdraw(news, "track")


handler = on_event(track_withdrawn)

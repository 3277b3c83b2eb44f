"""A playlist is gone: nobody finds it."""

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry


def playlist_deleted(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    news = search_entry.news(detail, detail["playlist_id"], detail["owner_id"], deleted=True)
    search_index.withdraw(news, "playlist")


handler = on_event(playlist_deleted)

"""A playlist was changed: it is found by what it says now, if it is for everybody."""

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry


def playlist_changed(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    entry = search_entry.playlist(detail)
    if entry is not None:
        search_index.put(entry)
        return
    news = search_entry.news(detail, detail["playlist_id"], detail["owner_id"])
    search_index.withdraw(news, "playlist")


handler = on_event(playlist_changed)

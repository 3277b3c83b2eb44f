"""A release can be seen by everybody, or says something else: it is found by it."""

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry


def release_published(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    search_index.put(search_entry.release(detail))


handler = on_event(release_published)

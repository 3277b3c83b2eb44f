"""A person said something else of themselves: they are found by it, and so is what is theirs."""

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry


def person_changed(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    search_index.put(search_entry.person(detail))


handler = on_event(person_changed)

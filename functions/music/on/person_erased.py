"""A person is gone: nobody finds them, nor what was theirs."""

from datetime import datetime

from didit360.reactions import Detail, on_event
from music.data import search_index
from music.domain import search_entry
from music.domain.search import KINDS


def person_erased(detail: Detail) -> None:
    """Safe to repeat, in any order."""
    person_id = detail["person_id"]
    news = search_entry.news(detail, person_id, person_id, deleted=True)
    # Their counts go with the person, last: what is still found of theirs would count on.
    search_index.of_owner(person_id, kinds=KINDS, at=datetime.fromisoformat(detail["at"]))
    search_index.withdraw(news, "person")


handler = on_event(person_erased)

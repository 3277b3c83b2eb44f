"""People as the API names them."""

from collections.abc import Iterable

from didit360 import people
from didit360.http import Model


class PersonRef(Model):
    id: str
    handle: str | None
    name: str | None


def people_refs(person_ids: Iterable[str]) -> dict[str, PersonRef]:
    """By their ids; of those without a card, the id alone."""
    wanted = set(person_ids)
    cards = people.cards(wanted)
    return {
        id_: PersonRef(
            id=id_,
            handle=cards[id_].handle if id_ in cards else None,
            name=cards[id_].name if id_ in cards else None,
        )
        for id_ in wanted
    }

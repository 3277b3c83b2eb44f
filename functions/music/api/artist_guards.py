"""Whose page there is: an artist's who is here, and does not block who asks."""

import re

from didit360 import people
from didit360.identity import Caller
from didit360.people import Card
from didit360.problems import NotFound

_PERSON = re.compile(r"[\w-]{1,64}")


class ArtistNotFoundError(NotFound):
    code = "no-such-artist"

    def __init__(self) -> None:
        super().__init__("There is no such artist.")


def artist_card(artist_id: str, me: Caller) -> Card:
    """ArtistNotFoundError: nobody, no artist, or one who blocks the caller."""
    if not _PERSON.fullmatch(artist_id):
        raise ArtistNotFoundError
    card = people.card(artist_id)
    if card is None or ("artist" not in card.roles and artist_id != me.id):
        raise ArtistNotFoundError
    if people.blocked_by(me.id, [artist_id]):
        raise ArtistNotFoundError
    return card

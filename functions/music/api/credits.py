"""The people whom an artist credits by their ids: a release of theirs appears on those's pages."""

from didit360 import people
from didit360.identity import Caller
from didit360.problems import Unprocessable
from music.api.detail_fields import DetailsChange


def must_be_here(details: DetailsChange | None, me: Caller) -> None:
    """Unprocessable (422) unless everybody named is a person here, and blocks `me` not."""
    named = {one.person_id for one in details.contributors if one.person_id} if details else set()
    named.discard(me.id)
    if not named:
        return
    strangers = (named - people.cards(named).keys()) | people.blocked_by(me.id, named)
    if strangers:
        raise Unprocessable(
            "Some contributors are nobody here: name them without an id.",
            code="no-such-person",
            people=sorted(strangers),
        )

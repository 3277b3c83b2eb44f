"""What may be offered: only what everybody finds. Not what was withdrawn or taken down."""

from didit360.problems import Conflict
from nfts.api.selling_guards import edition_of
from nfts.data import editions, works


class WithdrawnError(Conflict):
    code = "work-withdrawn"

    def __init__(self) -> None:
        super().__init__(
            "The work was withdrawn: as long as it stays so, it is not offered. What is held can "
            "be kept, and what is owed can be taken out."
        )


def prepare() -> None:
    """Import what the tables take ahead of the first request (SnapStart)."""
    editions.prepare()
    works.prepare()


def is_offered(edition_id: str) -> bool:
    """Of what is on the chain without being an edition here, nobody has withdrawn anything."""
    edition = editions.find(edition_id)
    if edition is None:
        return True
    work = works.find(edition.work_id)
    return work is not None and work.public


def must_be_offered(edition: str | int) -> None:
    """Of an edition, by its id or its token. WithdrawnError (409)."""
    if not is_offered(edition if isinstance(edition, str) else edition_of(edition)):
        raise WithdrawnError

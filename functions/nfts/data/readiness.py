"""What an edition is made from, and whether all of it is there: asked before anything is sent."""

from dataclasses import dataclass
from functools import cached_property

from nfts.data import sheets, works
from nfts.domain.failure import NotOwnedError, NotReadyError, SheetNotFrozenError
from nfts.domain.sheet import Sheet
from nfts.domain.work import NotReadyError as NotHeardError
from nfts.domain.work import Work, content_hash


@dataclass(frozen=True)
class Ready:
    """A published work of the artist, all that is heard of it, and who is paid."""

    work: Work
    known: dict[str, Work]
    sheet: Sheet

    @property
    def tracks(self) -> list[Work]:
        return [self.known[id_] for id_ in self.work.track_ids]

    @cached_property
    def sha256(self) -> str:
        return content_hash(self.work, self.known).hex()


def ready(work_id: str, sheet_id: str, artist_id: str) -> Ready:
    """NotReadyError, NotOwnedError, SheetNotFrozenError."""
    work = works.find(work_id)
    if work is None or work.artist_id != artist_id:
        raise NotOwnedError("There is no such work of yours.")
    if not work.public:
        raise NotReadyError("The work is not published (any more).")
    known = {work.id: work}
    if work.kind == "release":
        known |= works.many(work.track_ids)
    found = Ready(work, known, frozen(sheet_id, artist_id))
    for_work = found.sheet.terms.work_id
    if for_work not in (None, work.id):
        raise SheetNotFrozenError("That split sheet is for another work.")
    try:
        found.sha256  # noqa: B018  asked for what it raises
    except NotHeardError as error:
        raise NotReadyError(f"{error.work_id} cannot be heard (yet, or any more).") from None
    return found


def frozen(sheet_id: str, artist_id: str) -> Sheet:
    """A sheet of the artist's that nobody changes any more. NotOwnedError, SheetNotFrozenError."""
    sheet = sheets.find(sheet_id)
    if sheet is None or sheet.owner_id != artist_id:
        raise NotOwnedError("There is no such split sheet of yours.")
    if sheet.frozen_at is None:
        raise SheetNotFrozenError("The split sheet is not frozen: everybody on it consents first.")
    return sheet

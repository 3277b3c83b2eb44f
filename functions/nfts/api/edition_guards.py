"""Who may see and change an edition, and what a mint asks for, as problems."""

from didit360.identity import Caller, Role
from didit360.ids import is_id
from didit360.problems import Conflict, NotFound
from nfts.data import editions, readiness, works
from nfts.domain.airdrop import Airdrop
from nfts.domain.edition import Edition
from nfts.domain.failure import NotOwnedError, NotReadyError, SheetNotFrozenError
from nfts.domain.mint import State


def owned(edition_id: str, me: Caller) -> Edition:
    """The edition, if it is the caller's; Forbidden (no artist), EditionNotFoundError."""
    me.must_be(Role.ARTIST)
    if not is_id(edition_id, "edn"):
        raise editions.EditionNotFoundError
    edition = editions.get(edition_id)
    if edition.artist_id != me.id:
        raise editions.EditionNotFoundError
    return edition


def owned_airdrop(airdrop_id: str, me: Caller) -> Airdrop:
    """The airdrop, if it is the caller's; Forbidden (no artist), AirdropNotFoundError."""
    me.must_be(Role.ARTIST)
    if not is_id(airdrop_id, "drp"):
        raise editions.AirdropNotFoundError
    airdrop = editions.get_airdrop(airdrop_id)
    if airdrop.artist_id != me.id:
        raise editions.AirdropNotFoundError
    return airdrop


def heard(edition_id: str, track_id: str | None) -> str:
    """Where a track of what is minted, else its first, is heard now, for anybody. NotFound (404).

    Minting opens it to everyone, whoever holds a token; being withdrawn closes it to everyone.
    """
    edition = editions.find(edition_id) if is_id(edition_id, "edn") else None
    if edition is None or edition.state is not State.MINTED:
        raise editions.EditionNotFoundError
    work = works.find(edition.work_id)
    if work is None or not work.public:
        raise _withdrawn()
    wanted = work.track_ids[0] if track_id is None else track_id
    if wanted not in work.track_ids:
        raise NotFound("There is no such track in this edition.", code="not-in-edition")
    track = work if wanted == work.id else works.find(wanted)
    if track is None or not track.public or track.stream is None:
        raise _withdrawn()
    return track.stream


def _withdrawn() -> NotFound:
    detail = "It was withdrawn: nobody hears it, as long as it stays so."
    return NotFound(detail, code="withdrawn")


def ready(work_id: str, sheet_id: str, me: Caller) -> readiness.Ready:
    """All that an edition takes, before anything is begun. NotFound (404), Conflict (409)."""
    try:
        return readiness.ready(work_id, sheet_id, me.id)
    except NotOwnedError as error:
        raise NotFound(str(error), code="not-yours") from None
    except NotReadyError as error:
        raise Conflict(str(error), code="not-ready") from None
    except SheetNotFrozenError as error:
        raise Conflict(str(error), code="sheet-not-frozen") from None

"""Who may see and change a split sheet, and what the domain refuses, as problems."""

from collections.abc import Callable, Iterable

from didit360 import people
from didit360.identity import Caller, Role
from didit360.ids import is_id
from didit360.problems import Conflict, Forbidden, Unprocessable
from nfts.data import sheets, works
from nfts.domain.shares import PayeeTwiceError, PayeeWithoutShareError, SharesError, Terms
from nfts.domain.sheet import (
    AddressTakenError,
    FrozenError,
    NotConsentedError,
    NotInvitedError,
    NotPayeeError,
    NotSigningError,
    PayeeGoneError,
    Sheet,
)


def seen(sheet_id: str, me: Caller) -> Sheet:
    """The sheet, if the caller owns it or is invited to it. SheetNotFoundError.

    A block does not hide it: what somebody is asked to sign, or paid by, stays theirs to read.
    """
    sheet = _find(sheet_id)
    if not sheet.seen_by(me.id):
        raise sheets.SheetNotFoundError
    return sheet


def owned(sheet_id: str, me: Caller) -> Sheet:
    """The sheet, if it is the caller's; Forbidden (no artist), SheetNotFoundError (not theirs)."""
    me.must_be(Role.ARTIST)
    sheet = _find(sheet_id)
    if sheet.owner_id != me.id:
        raise sheets.SheetNotFoundError
    return sheet


def must_add_up(terms: Terms) -> None:
    """Terms.must_hold, with what is wrong as a problem: 422."""
    try:
        terms.must_hold()
    except SharesError as error:
        detail = f"{error.what} make {error.sum}: 10,000 is all, or 0 where nothing goes by it."
        raise Unprocessable(
            detail, code="shares-do-not-add-up", column=error.what, sum=error.sum
        ) from None
    except PayeeTwiceError:
        raise Unprocessable("Nobody stands in a sheet twice.", code="payee-twice") from None
    except PayeeWithoutShareError as error:
        detail = f"Payee {error.place + 1} would get nothing: leave them out."
        raise Unprocessable(detail, code="payee-without-share") from None


def must_be_here(person_ids: Iterable[str], me: Caller) -> None:
    """Everybody named is a person here, and no block is between them and the caller: 422, 409."""
    named = set(person_ids) - {me.id}
    if not named:
        return
    strangers = (named - people.cards(named).keys()) | people.blocked_by(me.id, named)
    if strangers:
        raise Unprocessable(
            "Some payees are nobody here.", code="no-such-person", people=sorted(strangers)
        )
    if blocked := people.blocks(me.id, named):
        raise Conflict("You have blocked some payees.", code="blocked", people=sorted(blocked))


def must_be_own(work_id: str | None, me: Caller) -> None:
    """A work that a sheet is for is published, and its owner's: 422."""
    if work_id is None:
        return
    work = works.find(work_id)
    if work is None or work.artist_id != me.id or not work.public:
        raise Unprocessable("You have published no such work.", code="no-such-work")


def changed(sheet_id: str, step: Callable[[Sheet], Sheet]) -> Sheet:
    """sheets.change, with the domain's refusals as problems: 403, 409."""
    try:
        return sheets.change(sheet_id, step)
    except FrozenError:
        raise Conflict("The sheet is frozen: it never changes.", code="frozen") from None
    except NotPayeeError:
        raise Forbidden("You are not paid by this sheet.", code="not-a-payee") from None
    except NotInvitedError:
        detail = "The sheet is a draft: its owner has not asked anybody yet, or not again."
        raise Conflict(detail, code="not-invited") from None
    except NotSigningError:
        detail = "Somebody on the sheet has no wallet yet: it can't be signed before they link one."
        raise Conflict(detail, code="waiting-for-wallets") from None
    except NotConsentedError:
        detail = "Not everybody on the sheet has consented."
        raise Conflict(detail, code="not-consented") from None
    except PayeeGoneError:
        detail = "Somebody on the sheet was erased: say who gets their share."
        raise Conflict(detail, code="payee-gone") from None
    except AddressTakenError:
        detail = "Another payee of the sheet is paid to this wallet."
        raise Conflict(detail, code="address-taken") from None


def _find(sheet_id: str) -> Sheet:
    if not is_id(sheet_id, "sht"):
        raise sheets.SheetNotFoundError
    return sheets.get(sheet_id)

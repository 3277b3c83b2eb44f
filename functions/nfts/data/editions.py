"""Editions, airdrops, errands in DynamoDB: one row each. PynamoDB is imported when first used."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from didit360.clock import rfc3339
from didit360.problems import NotFound
from nfts.data.mint_rows import MINTING, WAITING, Key, Rows
from nfts.domain.airdrop import Airdrop
from nfts.domain.edition import Edition
from nfts.domain.errand import Errand

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from nfts.domain.failure import Failure

AnyMint = Edition | Airdrop | Errand


class EditionNotFoundError(NotFound):
    code = "no-such-edition"

    def __init__(self) -> None:
        super().__init__("There is no such edition.")


class AirdropNotFoundError(NotFound):
    code = "no-such-airdrop"

    def __init__(self) -> None:
        super().__init__("There is no such airdrop.")


class ErrandNotFoundError(NotFound):
    code = "no-such-errand"

    def __init__(self) -> None:
        super().__init__("There is no such errand.")


class SupersededError(Exception):
    """A later attempt goes on: this one has no say any more."""


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import nfts.data.edition_rows  # noqa: F401

    _edition_form()
    _airdrop_form()
    _errand_form()


def add(edition: Edition) -> Edition | None:
    """Keep a new edition; None if its work has one."""
    return _editions.add(edition)


def get(edition_id: str) -> Edition:
    """EditionNotFoundError."""
    return _editions.get(edition_id)


def find(edition_id: str) -> Edition | None:
    try:
        return get(edition_id)
    except EditionNotFoundError:
        return None


def change(
    edition_id: str, step: Callable[[Edition], Edition], known: Edition | None = None
) -> Edition:
    """EditionNotFoundError; BusyError after several races. See mint_rows."""
    return _editions.change(edition_id, step, known)


def by_artist(artist_id: str, *, limit: int, after: Key) -> tuple[list[Edition], Key]:
    return _editions.on(f"artist#{artist_id}", limit=limit, after=after)


def add_airdrop(airdrop: Airdrop) -> Airdrop | None:
    return _airdrops.add(airdrop)


def get_airdrop(airdrop_id: str) -> Airdrop:
    """AirdropNotFoundError."""
    return _airdrops.get(airdrop_id)


def change_airdrop(
    airdrop_id: str, step: Callable[[Airdrop], Airdrop], known: Airdrop | None = None
) -> Airdrop:
    """AirdropNotFoundError; BusyError after several races. See mint_rows."""
    return _airdrops.change(airdrop_id, step, known)


def airdrops_of(edition_id: str, *, limit: int, after: Key) -> tuple[list[Airdrop], Key]:
    return _airdrops.on(f"edition#{edition_id}", limit=limit, after=after)


def add_errand(errand: Errand) -> Errand | None:
    """Keep a new one; None if it was asked for before."""
    return _errands.add(errand)


def get_errand(errand_id: str) -> Errand:
    """ErrandNotFoundError."""
    return _errands.get(errand_id)


def change_errand(errand_id: str, step: Callable[[Errand], Errand]) -> Errand:
    """ErrandNotFoundError; BusyError after several races. See mint_rows."""
    return _errands.change(errand_id, step)


def errands_of(person_id: str) -> list[Errand]:
    """All that a person asked for."""
    from nfts.data.edition_rows import MintRow

    return [_errands.read(row) for row in MintRow.by_shelf.query(_errands_of(person_id))]


def erase_errands(person_id: str) -> None:
    """Who asked for them is forgotten with them; what is under way ends unseen. Safe to repeat."""
    from nfts.data.edition_rows import MintRow

    for errand in errands_of(person_id):
        MintRow(errand.id, _ERRAND).delete(add_version_condition=False)


def any_of(job_id: str) -> AnyMint | None:
    """An edition, an airdrop or an errand, by its id."""
    try:
        found: AnyMint = _rows(job_id).get(job_id)
    except NotFound:
        return None
    return found


def mark(mint: AnyMint, what: str, at: datetime, detail: str | None = None) -> None:
    """A line more in the history of what was read a moment ago. SupersededError."""

    def step(before: AnyMint) -> AnyMint:
        if before.attempt != mint.attempt:
            raise SupersededError(f"{before.id} is at attempt {before.attempt}")
        return before.marked(what, at, detail)

    _rows(mint.id).change(mint.id, step, mint)


def failed(job_id: str, attempt: int, failure: "Failure") -> AnyMint | None:
    """Tell whoever asked; None if it is done, or a later attempt goes on."""

    def step(before: AnyMint) -> AnyMint:
        return before.failed(failure) if before.attempt == attempt else before

    after: AnyMint = _rows(job_id).change(job_id, step)
    return after if after.attempt == attempt and after.failure else None


def resumed(job_id: str, at: datetime) -> AnyMint:
    """Its next attempt, to be started by the caller. NotFailedError, NotFound."""
    after: AnyMint = _rows(job_id).change(job_id, lambda before: before.resumed(at))
    return after


def under_way(before: datetime, *, limit: int) -> list[AnyMint]:
    """What is being minted and neither changed nor was looked at since `before`, oldest first."""
    return _in_line(MINTING, before, limit)


def due(at: datetime, *, limit: int) -> list[AnyMint]:
    """What failed and is to go on by itself by then, what was due first before the others."""
    return _in_line(WAITING, at, limit)


def looked_at(mint: AnyMint, at: datetime) -> None:
    """Somebody is at work on it: others are looked at first, the next time."""
    _rows(mint.id).looked_at(mint.id, at)


def _in_line(key: str, before: datetime, limit: int) -> list[AnyMint]:
    from nfts.data.edition_rows import MintRow

    page = MintRow.being_minted.query(key, MintRow.since < rfc3339(before), limit=limit)
    return [_rows(row.id).read(row) for row in page]


def _errands_of(person_id: str) -> str:
    return f"person#{person_id}#errands"


def _rows(job_id: str) -> Rows[Any]:
    """How things of this kind are kept."""
    kinds: dict[str, Rows[Any]] = {"drp": _airdrops, "ern": _errands}
    return kinds.get(job_id[:3], _editions)


@cache
def _edition_form() -> "TypeAdapter[Edition]":
    from pydantic import TypeAdapter

    return TypeAdapter(Edition)


@cache
def _airdrop_form() -> "TypeAdapter[Airdrop]":
    from pydantic import TypeAdapter

    return TypeAdapter(Airdrop)


@cache
def _errand_form() -> "TypeAdapter[Errand]":
    from pydantic import TypeAdapter

    return TypeAdapter(Errand)


_EDITION, _AIRDROP, _ERRAND = "edition", "airdrop", "errand"
_editions: Rows[Edition] = Rows(
    _EDITION,
    _edition_form,
    lambda edition: f"artist#{edition.artist_id}",
    EditionNotFoundError,
)
_airdrops: Rows[Airdrop] = Rows(
    _AIRDROP,
    _airdrop_form,
    lambda airdrop: f"edition#{airdrop.edition_id}",
    AirdropNotFoundError,
)
_errands: Rows[Errand] = Rows(
    _ERRAND,
    _errand_form,
    lambda errand: _errands_of(errand.person_id),
    ErrandNotFoundError,
)

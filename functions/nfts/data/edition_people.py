"""What editions and airdrops hold about an artist: all of it for them to read, and what can to go.

What is minted stays theirs who hold it, by the chain and by IPFS, which forget nothing: here it
keeps its artist's bare id and no word of theirs.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from nfts.data import editions

if TYPE_CHECKING:
    from collections.abc import Callable

    from nfts.data.mint_rows import Key
    from nfts.domain.airdrop import Airdrop
    from nfts.domain.edition import Edition

M = TypeVar("M")

_AT_ONCE = 100


def export_of(person_id: str) -> dict[str, Any]:
    """As JSON: their editions, and each airdrop of one with all who were to get it."""
    from pydantic import TypeAdapter

    from nfts.domain.airdrop import Airdrop
    from nfts.domain.edition import Edition

    mine = _editions_of(person_id)
    given = [airdrop for edition in mine for airdrop in _airdrops_of(edition)]
    return {
        "editions": TypeAdapter(list[Edition]).dump_python(mine, mode="json"),
        "airdrops": TypeAdapter(list[Airdrop]).dump_python(given, mode="json"),
    }


def erase(person_id: str) -> None:
    """Airdrops go, and editions that are not minted; of one that is, what they said of it.

    Safe to repeat. What is under way ends unseen: what of it is on the chain by then stays there.
    """
    from nfts.data.edition_rows import MintRow

    for edition in _editions_of(person_id):
        for airdrop in _airdrops_of(edition):
            MintRow(airdrop.id, "airdrop").delete(add_version_condition=False)
        if edition.minted is None:
            MintRow(edition.id, "edition").delete(add_version_condition=False)
        else:
            editions.change(edition.id, _without_words)


def _without_words(edition: "Edition") -> "Edition":
    return replace(edition, terms=replace(edition.terms, description=""))


def _editions_of(person_id: str) -> "list[Edition]":
    return _every(lambda key: editions.by_artist(person_id, limit=_AT_ONCE, after=key))


def _airdrops_of(edition: "Edition") -> "list[Airdrop]":
    return _every(lambda key: editions.airdrops_of(edition.id, limit=_AT_ONCE, after=key))


def _every(page: "Callable[[Key], tuple[list[M], Key]]") -> "list[M]":
    found, key = page(None)
    while key:
        more, key = page(key)
        found += more
    return found

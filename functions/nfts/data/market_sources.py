"""What the market shows that is not on the chain, from the stores that have it."""

from typing import TYPE_CHECKING, Any

from didit360 import ids, people
from nfts.data import editions, works
from nfts.domain.listed import NOBODY, Facts, Listed

if TYPE_CHECKING:
    from nfts.domain.order import Order

Key = dict[str, Any] | None


def of_token(token_id: int) -> Listed | None:
    """None of a token that is no edition of ours."""
    edition_id = ids.numbered("edn", token_id)
    return listed(edition_id) if edition_id else None


def listed(edition_id: str) -> Listed | None:
    """An edition as the market shows it; None if there is none, or it is not minted (any more)."""
    edition = editions.find(edition_id)
    if edition is None or edition.minted is None:
        return None
    card = people.card(edition.artist_id)
    return Listed(
        token_id=edition.token,
        edition_id=edition.id,
        work_id=edition.work_id,
        kind=edition.work_kind,
        edition_kind=str(edition.terms.kind),
        artist_id=edition.artist_id,
        title=edition.title,
        artist_name=card.name if card else "",
        facts=facts(edition.work_id),
        revision=card.revision if card else NOBODY,
    )


def facts(work_id: str) -> Facts:
    """Of a work as it stands; of one that nobody knows (any more), nothing."""
    work = works.find(work_id)
    if work is None:
        return Facts()
    return Facts(
        genres=tuple(work.facts.get("genres") or ()),
        explicit=bool(work.facts.get("explicit")),
        artwork=work.facts.get("artwork"),
        offered=work.public,
    )


def orders(after: Key, limit: int) -> "tuple[list[Order], Key]":
    """All orders that are shown, page by page: to build from, never to answer somebody."""
    from nfts.data import orders as kept

    return kept.every(limit=limit, after=after)

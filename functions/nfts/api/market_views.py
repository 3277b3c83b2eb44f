"""What the API shows of the market: editions, ways to buy them, who holds them."""

from datetime import UTC, datetime
from typing import Any, Literal

from didit360 import pictures
from didit360.clock import rfc3339
from didit360.http import Model
from didit360.pictures import PictureView
from didit360.problems import NotFound
from nfts.domain.edition import Kind

_LAST_SECOND = 253_402_300_799
"""Of the year 9999: what contracts name beyond it is never."""

WorkKind = Literal["track", "video", "release"]
How = Literal["sale", "listing", "auction"]


class NotInMarketError(NotFound):
    code = "not-in-market"

    def __init__(self) -> None:
        super().__init__("There is no such edition in the market (yet).")


class ArtistName(Model):
    id: str
    name: str


class MarketCard(Model):
    """An edition as it stands in lists."""

    edition_id: str
    work_kind: WorkKind
    kind: Kind
    title: str
    artist: ArtistName
    artwork: PictureView | None
    genres: list[str]
    explicit: bool


class Lot(MarketCard):
    id: str
    how: How
    price: str
    currency: str
    available: int
    seller: str
    order_id: str | None
    auction: str | None
    opens_at: str | None
    closes_at: str | None
    listed_at: str | None
    sold: int


def moment(second: int | None) -> str | None:
    """RFC 3339; None of what is never."""
    if second is None or second > _LAST_SECOND:
        return None
    return rfc3339(datetime.fromtimestamp(second, UTC))


def card(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a MarketCard."""
    return {
        "edition_id": row["edition_id"],
        "work_kind": row["kind"],
        "kind": Kind(row["edition_kind"]),
        "title": row["title"],
        "artist": ArtistName(id=row["artist_id"], name=row["artist_name"]),
        "artwork": pictures.shown(row["artwork"]),
        "genres": row["genres"],
        "explicit": row["explicit"],
    }


def lot(row: dict[str, Any]) -> Lot:
    return Lot(
        **card(row),
        id=row["lot_id"],
        how=row["how"],
        price=row["price"],
        currency=row["currency"],
        available=int(row["quantity"]),
        seller=row["seller"],
        order_id=row["source"] if row["how"] == "listing" else None,
        auction=row["source"] if row["how"] == "auction" else None,
        opens_at=moment(row["opens_at"]) if row["opens_at"] else None,
        closes_at=moment(row["closes_at"]),
        listed_at=moment(row["listed_at"]),
        sold=int(row["sold"]),
    )

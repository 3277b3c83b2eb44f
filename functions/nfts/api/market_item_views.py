"""What the API shows of one edition in the market."""

from typing import Any, Literal

from pydantic import Field

from didit360.http import Model
from nfts.api.market_views import MarketCard, card, moment


class SaleTerms(Model):
    """Its first sale, as the artist set it on the chain."""

    price: str
    currency: str
    opens_at: str | None
    closes_at: str | None
    per_wallet: int | None
    paused: bool


class OpenOrder(Model):
    order_id: str
    maker: str
    quantity: int
    unit_price: str
    currency: str
    opens_at: str | None
    closes_at: str | None
    taker: str | None


class OpenAuction(Model):
    auction: str
    seller: str
    quantity: int
    currency: str
    reserve: str
    bid: str | None
    bidder: str | None
    bids: int
    least_bid: str
    starts_at: str | None
    ends_at: str | None


class PastSale(Model):
    how: Literal["primary", "voucher", "listing", "offer", "auction"]
    seller: str | None
    buyer: str
    quantity: int
    price: str
    currency: str
    royalty: str
    fee: str
    transaction: str
    at: str | None


class MarketItem(MarketCard):
    token_id: str
    work_id: str
    artist_address: str
    split: str
    supply: int | None
    minted: int
    holders: int
    sold: int
    resold: int
    royalty_bps: int
    content_hash: str
    uri: str
    frozen: bool
    published_at: str | None
    closes_at: str | None
    withdrawn: bool = Field(
        description="whether nobody finds the work any more: then it is not offered, in any way"
    )
    sale: SaleTerms | None
    market_paused: bool
    listings: list[OpenOrder]
    offers: list[OpenOrder]
    auctions: list[OpenAuction]
    sales: list[PastSale]


Row = dict[str, Any]

_TIME_ALONE = 2**32 - 1
_BPS = 10_000


def item(
    row: Row, listings: list[Row], offers: list[Row], auctions: list[Row], sales: list[Row]
) -> MarketItem:
    supply = row["max_supply"]
    return MarketItem(
        **card(row),
        token_id=row["token_id"],
        work_id=row["work_id"],
        artist_address=row["artist"],
        split=row["payout"],
        supply=None if supply == _TIME_ALONE else supply,
        minted=row["minted"],
        holders=row["holders"],
        sold=row["sold"],
        resold=row["resold"],
        royalty_bps=row["royalty_bps"],
        content_hash=row["content_hash"],
        uri=row["uri"],
        frozen=row["frozen"],
        published_at=moment(row["published_at"]),
        closes_at=moment(row["closes_at"]),
        withdrawn=not row["offered"],
        sale=_sale(row) if row["offered"] else None,
        market_paused=row["market_paused"],
        listings=[_order(one) for one in listings],
        offers=[_order(one) for one in offers],
        auctions=[_auction(one) for one in auctions],
        sales=[_past(one) for one in sales],
    )


def _sale(row: Row) -> SaleTerms | None:
    if row["sale_price"] is None or row["minted"] >= row["max_supply"]:
        return None
    return SaleTerms(
        price=row["sale_price"],
        currency=row["sale_currency"],
        opens_at=moment(row["sale_opens_at"]) if row["sale_opens_at"] else None,
        closes_at=moment(row["sale_closes_at"]),
        per_wallet=row["sale_per_wallet"],
        paused=row["sale_paused"],
    )


def _order(row: Row) -> OpenOrder:
    return OpenOrder(
        order_id=row["order_id"],
        maker=row["maker"],
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        currency=row["currency"],
        opens_at=moment(row["opens_at"]) if row["opens_at"] else None,
        closes_at=moment(row["closes_at"]),
        taker=row["taker"],
    )


def _auction(row: Row) -> OpenAuction:
    return OpenAuction(
        auction=row["auction"],
        seller=row["seller"],
        quantity=row["quantity"],
        currency=row["currency"],
        reserve=row["reserve"],
        bid=row["bid"],
        bidder=row["bidder"],
        bids=row["bids"],
        least_bid=_least_bid(row),
        starts_at=moment(row["starts_at"]) if row["starts_at"] else None,
        ends_at=moment(row["ends_at"]),
    )


def _least_bid(row: Row) -> str:
    """As contracts/src/base/Auctions.sol reckons it."""
    if row["bid"] is None:
        return str(max(int(row["reserve"]), 1))
    last = int(row["bid"])
    return str(last + (last * row["min_raise_bps"] // _BPS or 1))


def _past(row: Row) -> PastSale:
    return PastSale(
        how=row["how"],
        seller=row["seller"],
        buyer=row["buyer"],
        quantity=row["quantity"],
        price=row["price"],
        currency=row["currency"],
        royalty=row["royalty"],
        fee=row["fee"],
        transaction=row["tx_hash"],
        at=moment(row["at"]),
    )

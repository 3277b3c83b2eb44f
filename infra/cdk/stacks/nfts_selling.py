"""NFTChords: sales, vouchers, listings, offers and auctions, and what wallets are given to sign."""

from dataclasses import dataclass

from infra.cdk.parts.chain import Chain
from infra.cdk.parts.product import Product
from infra.cdk.parts.table import Index, Table
from infra.cdk.parts.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class SellingStores:
    wallets: Table
    orders: Table
    """Signed listings and offers: the market follows its stream."""
    editions: Table
    """And errands: what the platform sends for people."""
    mint: Workflow
    """It runs them."""
    chain: Chain
    works: Table
    """What was withdrawn is not offered."""


def selling(nfts: Product, stores: SellingStores) -> Table:
    """The table of vouchers."""
    part = nfts.part("selling")
    vouchers = Table(
        part,
        "Vouchers",
        variable="VOUCHERS_TABLE",
        key="id",
        sort="part",
        indexes=[
            Index("by_shelf", key="shelf", sort="shelved"),
            Index("by_artist", key="artist_id", sort="shelved"),
        ],
    )
    _orders(part, stores)
    _vouchers(part, stores, vouchers)
    _errands(part, stores, vouchers)
    wallets, chain, works = stores.wallets, stores.chain, [stores.editions, stores.works]
    part.operation(
        "prepare_purchase",
        reads=[wallets, stores.orders, vouchers, *works],
        asks=[chain],
        limits=["selling"],
    )
    part.operation("get_chain", asks=[chain])
    part.operation("get_auction", asks=[chain])
    part.operation("prepare_auction", reads=[wallets, *works], asks=[chain], limits=["selling"])
    for name in ("prepare_auction_step", "prepare_withdrawal"):
        part.operation(name, reads=[wallets], asks=[chain], limits=["selling"])
    return vouchers


def _orders(part: Product, stores: SellingStores) -> None:
    """Listings and offers: signed by their makers, looked at before they are kept."""
    wallets, orders, chain = stores.wallets, stores.orders, stores.chain
    seen = [wallets, stores.editions, stores.works]
    for name in ("draft_order", "create_order"):
        part.operation(name, reads=seen, writes=[orders], asks=[chain], limits=["selling"])
    part.operation("get_order", reads=[orders, stores.editions, stores.works], asks=[chain])
    part.operation("list_orders", lists=[orders])
    part.operation("withdraw_order", writes=[orders], asks=[chain], limits=["selling"])
    part.operation("cancel_all_orders", reads=[wallets], asks=[chain], limits=["selling"])


def _vouchers(part: Product, stores: SellingStores, vouchers: Table) -> None:
    """First sales: an edition's open sale, and vouchers that the platform signs."""
    wallets, chain, works = stores.wallets, stores.chain, [stores.editions, stores.works]
    part.operation(
        "create_voucher",
        reads=[wallets, *works],
        writes=[vouchers],
        asks=[chain],
        signs=[chain],
        limits=["minting"],
    )
    part.operation("list_vouchers", lists=[vouchers], reads=works)
    part.operation("get_voucher", reads=[wallets, vouchers, *works], asks=[chain])
    part.operation(
        "draft_sale", reads=[wallets, *works], writes=[vouchers], asks=[chain], limits=["minting"]
    )
    part.operation(
        "prepare_edition_change", reads=[wallets, *works], asks=[chain], limits=["minting"]
    )


def _errands(part: Product, stores: SellingStores, vouchers: Table) -> None:
    """What the platform sends for people, who need no coin for the gas then."""
    wallets, editions, chain, mint = stores.wallets, stores.editions, stores.chain, stores.mint
    part.operation(
        "claim_voucher",
        reads=[wallets, vouchers, stores.works],
        writes=[editions],
        asks=[chain],
        starts=[mint],
        limits=["minting"],
    )
    part.operation(
        "revoke_voucher",
        writes=[vouchers, editions],
        asks=[chain],
        starts=[mint],
        limits=["minting"],
    )
    part.operation(
        "set_sale",
        reads=[wallets, stores.works],
        writes=[editions],
        asks=[chain],
        starts=[mint],
        limits=["minting"],
    )
    part.operation("get_errand", reads=[editions])

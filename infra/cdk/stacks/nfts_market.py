"""NFTChords: what the chain says, followed; and the market that people browse."""

from dataclasses import dataclass
from typing import TypedDict

from aws_cdk import Duration
from constructs import Construct

from infra.cdk.parts.alarms import Alarms, told_by
from infra.cdk.parts.chain import Chain
from infra.cdk.parts.database import Database
from infra.cdk.parts.function import Function, Shape
from infra.cdk.parts.product import Product
from infra.cdk.parts.rest import Throttle
from infra.cdk.parts.table import Index, Table
from nfts.domain.funds import METRICS
from nfts.domain.ledger import UNREADABLE_METRIC

_FOLLOWS = Shape(memory=512, seconds=120)
_BUILDS = Shape(memory=1024, seconds=120)
_WRITES = Shape(memory=512, seconds=120)
"""Time enough to wait for one's turn with each of ten records: see nfts.data.market_turn."""
_AT_ONCE = 100


class MarketTables(TypedDict):
    ledger: Table
    orders: Table


def market_tables(scope: Construct) -> MarketTables:
    return {
        "ledger": Table(
            scope, "Ledger", variable="LEDGER_TABLE", key="chain", sort="place", stream=True
        ),
        "orders": Table(
            scope,
            "Orders",
            variable="ORDERS_TABLE",
            key="id",
            sort="part",
            indexes=[
                Index("by_shelf", key="shelf", sort="shelved"),
                Index("by_offer", key="offer", sort="closes"),
            ],
            stream=True,
        ),
    }


@dataclass(frozen=True, kw_only=True)
class MarketStores:
    database: Database
    chain: Chain
    editions: Table
    works: Table
    wallets: Table
    people: Table
    """Cards, written by accounts."""
    ledger: Table
    """The contracts' logs, as the chain has them."""
    orders: Table
    """Signed listings and offers."""
    alarms: Alarms


def market(nfts: Product, stores: MarketStores) -> None:
    part = nfts.part("market")
    database, wallets = stores.database, stores.wallets
    facts = [stores.editions, stores.works, stores.people]

    following = part.schedule(
        "follow_chain",
        Duration.minutes(1),
        shape=_FOLLOWS,
        writes=[stores.ledger],
        asks=[stores.chain],
    )
    _unreadable(part, following, stores.alarms)
    part.schedule(
        "check_offers",
        Duration.minutes(1),
        shape=Shape(seconds=60),
        writes=[stores.orders],
        asks=[stores.chain],
    )
    changes = stores.ledger.changes(at_once=_AT_ONCE)
    part.on("ledger_changed", of=changes, shape=_WRITES, reads=[stores.ledger], writes=[database])
    part.on("order_changed", of=stores.orders.changes(), shape=_WRITES, writes=[database])
    part.on("nft_minted", shape=_WRITES, reads=facts, writes=[database])
    works = stores.works.changes()
    part.on("work_changed", of=works, shape=_WRITES, reads=[stores.works], writes=[database])
    part.on("person_changed", shape=_WRITES, writes=[database])
    part.on("person_erased", shape=_WRITES, writes=[database])
    part.schedule("market_due", Duration.minutes(1), shape=_WRITES, writes=[database])
    part.command("reread_chain", shape=_BUILDS, writes=[stores.ledger], asks=[stores.chain])
    part.command(
        "reindex_market",
        shape=_BUILDS,
        reads=[stores.ledger, *facts],
        surveys=[stores.orders],
        writes=[database],
    )

    often = Throttle(200, 400)
    part.operation("browse_market", lists=[database], limits=["search"], throttle=often)
    part.operation("get_market_item", reads=[database, wallets], throttle=often)
    part.operation("list_holders", lists=[database])
    part.operation("list_collection", reads=[wallets], lists=[database])
    part.operation("list_earnings", reads=[wallets], lists=[database])


def _unreadable(part: Product, following: Function, alarms: Alarms) -> None:
    """A log that is left out stops nothing: somebody is told, and looks."""
    left_out = told_by(following.function, part.name, METRICS, UNREADABLE_METRIC, "Sum")
    says = "A log of our contracts cannot be read: the market does without what it says"
    alarms.above(following, "Unreadable", left_out, 0, says)

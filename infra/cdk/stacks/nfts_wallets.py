"""NFTChords: people's wallets, and split sheets: who is paid which part of an income."""

from dataclasses import dataclass
from typing import TypedDict

from constructs import Construct

from infra.cdk.parts.bucket import Bucket, Part
from infra.cdk.parts.chain import Chain
from infra.cdk.parts.edge_address import EdgeAddress
from infra.cdk.parts.function import Shape
from infra.cdk.parts.product import Product
from infra.cdk.parts.table import Index, Table


class WalletsTables(TypedDict):
    wallets: Table
    sheets: Table


def wallets_tables(scope: Construct) -> WalletsTables:
    return {
        "wallets": Table(
            scope,
            "Wallets",
            variable="WALLETS_TABLE",
            key="id",
            sort="part",
            expires="expires",
            stream=True,
        ),
        "sheets": Table(
            scope,
            "Sheets",
            variable="SHEETS_TABLE",
            key="id",
            sort="part",
            indexes=[Index("by_shelf", key="shelf", sort="shelved")],
            stream=True,
        ),
    }


@dataclass(frozen=True, kw_only=True)
class WalletStores:
    wallets: Table
    """Whose an address is, and what people are given to sign."""
    sheets: Table
    chain: Chain
    people: Table
    """Cards and blocks, written by accounts."""
    works: Table
    edge: EdgeAddress
    exports: Bucket


def wallets(nfts: Product, stores: WalletStores) -> None:
    """Wallets are linked by a signature (EIP-4361)."""
    part = nfts.part("wallets")
    kept = stores.wallets
    part.operation(
        "create_wallet_challenge",
        reads=[stores.people, stores.edge],
        writes=[kept],
        asks=[stores.chain],
        limits=["writes"],
    )
    part.operation("link_wallet", writes=[kept], asks=[stores.chain], limits=["writes"])
    part.operation("list_wallets", reads=[kept])
    part.operation("unlink_wallet", writes=[kept])
    part.operation("set_primary_wallet", writes=[kept])
    part.on("wallets_changed", of=kept.changes(), reads=[kept], writes=[stores.sheets])


def split_sheets(nfts: Product, stores: WalletStores) -> None:
    """From a draft to what everybody on it has signed."""
    part = nfts.part("split-sheets")
    sheets, people, kept, chain = stores.sheets, stores.people, stores.wallets, stores.chain
    part.operation(
        "create_sheet", reads=[people, kept, stores.works], writes=[sheets], limits=["writes"]
    )
    part.operation("get_sheet", reads=[people, sheets])
    part.operation("list_sheets", reads=[people], lists=[sheets])
    part.operation(
        "update_sheet", reads=[people, kept, stores.works], writes=[sheets], limits=["writes"]
    )
    part.operation("delete_sheet", writes=[sheets])
    part.operation("invite_payees", reads=[people, kept], writes=[sheets], limits=["writes"])
    part.operation("choose_sheet_wallet", reads=[people, kept], writes=[sheets], limits=["writes"])
    part.operation("get_sheet_typed_data", reads=[sheets], asks=[chain])
    part.operation(
        "consent_to_sheet",
        reads=[people, kept],
        writes=[sheets],
        asks=[chain],
        limits=["writes"],
    )
    part.operation("refuse_sheet", writes=[sheets], limits=["writes"])
    part.operation("freeze_sheet", reads=[people], writes=[sheets], asks=[chain], limits=["writes"])
    part.on("sheet_changed", of=sheets.changes(), reads=[kept], writes=[sheets])


def my_data(nfts: Product, stores: WalletStores, *others: Table) -> None:
    """A person's data: written down, and erased. `others`: where more of it is."""
    part = nfts.part("my-data")
    theirs = [stores.wallets, stores.sheets, *others]
    part.on(
        "export_requested",
        shape=Shape(seconds=300),
        reads=theirs,
        writes=[Part(stores.exports, nfts.name)],
        publishes=["export_part_ready"],
    )
    part.on(
        "erasure_requested",
        writes=[*theirs, stores.works],
        publishes=["erasure_part_done"],
    )

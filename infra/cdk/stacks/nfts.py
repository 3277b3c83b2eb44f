"""NFTChords: what artists mint, and who is paid for it.

What asks the chain lives outside the private network, which has no way to it: it keeps its things
in DynamoDB. PostgreSQL holds what people browse, and follows the tables' streams.
"""

from dataclasses import replace

from aws_cdk import aws_s3 as s3

from infra.cdk.parts.chain import Chain
from infra.cdk.parts.database import Database
from infra.cdk.parts.edge_address import EdgeAddress
from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.selling import SellingFirewall
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Index, Table
from infra.cdk.stacks.accounts import AccountsStack
from infra.cdk.stacks.media import MediaStack
from infra.cdk.stacks.nfts_market import MarketStores, market, market_tables
from infra.cdk.stacks.nfts_minting import MintStores, minting
from infra.cdk.stacks.nfts_selling import SellingStores, selling
from infra.cdk.stacks.nfts_wallets import (
    WalletStores,
    my_data,
    split_sheets,
    wallets,
    wallets_tables,
)

NFTS = "nfts"


class NftsStack(Room):
    def __init__(
        self,
        platform: Platform,
        around: Surroundings,
        media: MediaStack,
        accounts: AccountsStack,
        logs: s3.IBucket,
    ) -> None:
        super().__init__(platform, NFTS)
        self.chain = Chain(self)
        works = Table(
            self,
            "Works",
            variable="WORKS_TABLE",
            key="id",
            indexes=[Index("by_artist", key="artist_id", sort="id")],
            stream=True,
        )
        if around.firewall:
            guard = SellingFirewall(self, "Firewall", around.limits.edge_key)
            around = replace(around, firewall=guard)
        self.product = nfts = Product(self, NFTS, around)

        nfts.operation("list_works", lists=[works])
        for what in ("track", "release"):
            nfts.on(f"{what}_published", writes=[works])
            nfts.on(f"{what}_withdrawn", writes=[works])

        stores = WalletStores(
            chain=self.chain,
            people=accounts.people,
            exports=around.exports,
            works=works,
            edge=EdgeAddress(self),
            **wallets_tables(self),
        )
        wallets(nfts, stores)
        split_sheets(nfts, stores)

        minted = minting(
            nfts,
            MintStores(
                works=works,
                wallets=stores.wallets,
                sheets=stores.sheets,
                people=accounts.people,
                streams=media.streams,
                keys=media.keys,
                chain=self.chain,
                edge=stores.edge,
                around=around,
                logs=logs,
            ),
        )

        tables = market_tables(self)
        market(
            nfts,
            MarketStores(
                database=Database(around.door, NFTS),
                chain=self.chain,
                editions=minted.editions,
                works=works,
                wallets=stores.wallets,
                people=accounts.people,
                alarms=around.alarms,
                **tables,
            ),
        )

        vouchers = selling(
            nfts,
            SellingStores(
                wallets=stores.wallets,
                orders=tables["orders"],
                editions=minted.editions,
                mint=minted.workflow,
                chain=self.chain,
                works=works,
            ),
        )

        my_data(nfts, stores, tables["orders"], minted.editions, vouchers)

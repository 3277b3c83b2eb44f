"""NFTChords: editions and airdrops, and the workflow that brings them onto the chain."""

from dataclasses import dataclass
from typing import NamedTuple

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.cdk.parts.alarms import told_by
from infra.cdk.parts.bucket import Bucket
from infra.cdk.parts.chain import Chain
from infra.cdk.parts.edge_address import EdgeAddress
from infra.cdk.parts.function import Function, Shape
from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import Room, acknowledge, resource
from infra.cdk.parts.product import Product
from infra.cdk.parts.rest import Throttle
from infra.cdk.parts.signing import MediaKeys
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Index, Table
from infra.cdk.parts.workflow import Workflow
from infra.cdk.stacks.mint_workflow import Steps, mint
from nfts.domain.funds import GAS_METRIC, LOW_GAS, METRICS

STEP = Shape(memory=512, seconds=60)


class Pinning(Construct):
    """The pinning service that is asked to keep what is on IPFS; none until a person names one."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Pinning")
        self.secret = secretsmanager.Secret(
            self,
            "Service",
            description='IPFS pinning service: {"url": "https://...", "token": "..."}',
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(
            resource(self.secret),
            "AwsSolutions-SMG4",
            reason="Its token is the service's: it is replaced where it was made.",
        )

    def reads(self) -> Grant:
        return Grant(
            {"PINNING_SECRET": self.secret.secret_arn},
            [allow(["secretsmanager:GetSecretValue"], [self.secret.secret_arn])],
        )


@dataclass(frozen=True, kw_only=True)
class MintStores:
    works: Table
    wallets: Table
    sheets: Table
    people: Table
    """Cards, written by accounts."""
    streams: Bucket
    """Where covers are."""
    keys: MediaKeys
    """They open streams."""
    chain: Chain
    edge: EdgeAddress
    around: Surroundings
    logs: s3.IBucket


class Minting(NamedTuple):
    workflow: Workflow
    editions: Table


def minting(nfts: Product, stores: MintStores) -> Minting:
    part = nfts.part("minting")
    room = Room.of(part)
    editions = Table(
        room,
        "Editions",
        variable="EDITIONS_TABLE",
        key="id",
        sort="part",
        indexes=[
            Index("by_shelf", key="shelf", sort="shelved"),
            Index("under_way", key="under_way", sort="since"),
        ],
    )
    sends = Table(room, "Sends", variable="SENDS_TABLE", key="account", sort="entry")
    content = Bucket(
        room, "Content", variable="CONTENT_BUCKET", logs=stores.logs, versioned=True, once="ipfs/"
    )
    pinning, chain = Pinning(room), stores.chain
    facts = [stores.works, stores.sheets]
    steps = Steps(
        prepare=part.step(
            "prepare",
            shape=Shape(memory=1024, seconds=60),
            reads=[*facts, stores.people, stores.streams, stores.edge, pinning, chain.minter],
            writes=[editions, content],
            asks=[chain],
        ),
        send=part.step(
            "send",
            shape=STEP,
            reads=[stores.sheets],
            writes=[editions, sends],
            asks=[chain],
            signs=[chain],
        ),
        confirm=part.step(
            "confirm",
            shape=STEP,
            reads=[stores.sheets, chain.minter],
            writes=[editions, sends],
            asks=[chain],
        ),
        record=part.step(
            "record",
            shape=STEP,
            reads=[stores.sheets, chain.minter],
            writes=[editions, sends],
            asks=[chain],
            publishes=["nft_minted"],
        ),
        fail=part.step("fail_mint", shape=STEP, writes=[editions], publishes=["nft_failed"]),
    )
    workflow = mint(room, steps, stores.around.alarms)

    part.operation(
        "create_edition",
        reads=[*facts, stores.wallets],
        writes=[editions],
        starts=[workflow],
        limits=["minting"],
    )
    part.operation("list_editions", lists=[editions])
    part.operation("get_edition", reads=[editions])
    part.operation(
        "play_edition",
        public=True,
        throttle=Throttle(200, 400),
        reads=[stores.works, editions],
        plays=[stores.keys],
        limits=["plays"],
    )
    part.operation("resume_edition", writes=[editions], starts=[workflow], limits=["minting"])
    part.operation(
        "create_airdrop",
        reads=[stores.wallets, stores.works],
        writes=[editions],
        starts=[workflow],
        limits=["minting", "airdrops"],
    )
    part.operation("list_airdrops", lists=[editions])
    part.operation("get_airdrop", reads=[editions])
    part.operation(
        "resume_airdrop",
        reads=[stores.works],
        writes=[editions],
        starts=[workflow],
        limits=["minting"],
    )
    sweep = part.schedule(
        "overdue_mints",
        Duration.minutes(1),
        shape=Shape(seconds=300),
        reads=[workflow],
        starts=[workflow],
        writes=[editions, sends],
        asks=[chain],
        signs=[chain],
    )
    _funds(part, sweep, stores)
    return Minting(workflow, editions)


def _funds(part: Product, sweep: Function, stores: MintStores) -> None:
    """Tell somebody before the minter's account is empty: what it asks then waits for money."""
    balance = told_by(sweep.function, part.name, METRICS, GAS_METRIC, "Minimum")
    says = "The minter's account pays for a day of one artist's airdrops at most: send it coin"
    stores.around.alarms.below(sweep, "Funds", balance, LOW_GAS, says, periods=3)

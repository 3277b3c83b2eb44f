"""Music: what was heard: sessions, history, charts."""

from dataclasses import dataclass
from typing import TypedDict

from aws_cdk import RemovalPolicy
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import acknowledge, resource
from infra.cdk.parts.product import Product
from infra.cdk.parts.rest import Throttle
from infra.cdk.parts.signing import MediaKeys
from infra.cdk.parts.table import Index, Table
from infra.cdk.stacks.music_stores import Stores


@dataclass(frozen=True)
class Additions:
    """Leave to put rows into a table whose rows nobody changes or removes."""

    table: Table

    def writes(self) -> Grant:
        whole = self.table.writes()
        return Grant(whole.environment, [allow(["dynamodb:PutItem"], [self.table.table.table_arn])])


@dataclass(frozen=True)
class Lookups:
    """Leave to read rows of a table by their keys: no index, so no listener's plays together."""

    table: Table

    def reads(self) -> Grant:
        whole = self.table.reads()
        return Grant(whole.environment, [allow(["dynamodb:GetItem"], [self.table.table.table_arn])])


class PlaysSecret(Construct):
    """Signs the session grants that players report with."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "PlaysSecret")
        self._secret = secretsmanager.Secret(
            self,
            "Secret",
            description="Signs the session grants that plays are reported with",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(
            resource(self._secret),
            "AwsSolutions-SMG4",
            reason="A new secret would void the plays of everybody who is listening just now.",
        )

    def reads(self) -> Grant:
        arn = self._secret.secret_arn
        return Grant({"PLAYS_SECRET": arn}, [allow(["secretsmanager:GetSecretValue"], [arn])])


class PlaysTables(TypedDict):
    listening: Table
    plays: Table
    charts: Table


def plays_tables(scope: Construct) -> PlaysTables:
    return {
        "listening": Table(
            scope,
            "Listening",
            variable="LISTENING_TABLE",
            key="person_id",
            sort="fact",
            indexes=[Index("by_time", key="shelf", sort="at")],
            expires="expires",
        ),
        "plays": Table(
            scope,
            "Plays",
            variable="PLAYS_TABLE",
            key="play_id",
            indexes=[Index("by_listener", key="listener", sort="played_at")],
            stream=True,
        ),
        "charts": Table(
            scope,
            "Charts",
            variable="CHARTS_TABLE",
            key="chart",
            sort="entry",
            indexes=[Index("by_score", key="chart", sort="score", by_number=True)],
            expires="expires",
        ),
    }


def plays(part: Product, stores: Stores, keys: MediaKeys) -> None:
    """Listening, what counts of it, and what follows from that."""
    catalogue, people, listening = stores.catalogue, stores.people, stores.listening
    secret = PlaysSecret(part)
    part.operation(
        "create_playback",
        reads=[catalogue, people, secret],
        plays=[keys],
        throttle=Throttle(200, 400),
    )
    part.operation(
        "report_play",
        reads=[secret],
        writes=[listening, Additions(stores.plays)],
        limits=["plays"],
        throttle=Throttle(400, 800),
    )
    part.operation("get_play", reads=[listening])
    part.operation("list_plays", lists=[listening])
    part.operation("list_history", reads=[catalogue, people], lists=[listening])
    part.operation("list_recently_played", reads=[catalogue, people], lists=[listening])
    part.operation("forget_play", reads=[Lookups(stores.plays)], writes=[listening])
    part.operation("clear_history", writes=[listening])
    part.operation("put_position", reads=[catalogue, people], writes=[listening], limits=["plays"])
    part.operation("get_position", reads=[listening])
    part.operation("list_positions", reads=[catalogue, people], lists=[listening])
    part.operation("delete_position", writes=[listening])
    part.operation("get_chart", reads=[catalogue, people, stores.charts])
    part.operation("get_trending", reads=[catalogue, people, stores.charts])

    part.on(
        "play_stored", of=stores.plays.changes(), writes=[stores.charts], publishes=["play_counted"]
    )

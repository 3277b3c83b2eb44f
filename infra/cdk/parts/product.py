"""A product: its operations, what events wake in it, its workflow's steps. One line each.

music.operation("create_track", writes=[catalogue], uploads=[originals])
music.on("media_ready", writes=[catalogue])

A part of a product is a stack of its own, since one stack holds 500 resources:

playlists = music.part("playlists")
playlists.operation("create_playlist", writes=[database])
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Self, Unpack

from aws_cdk import CfnOutput, Duration, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.cdk.parts import wake
from infra.cdk.parts.alarms import FIVE_MINUTES
from infra.cdk.parts.function import Function, Shape
from infra.cdk.parts.grant import Grant, Touches, allow, granted
from infra.cdk.parts.packages import FUNCTIONS, Layers, product_code
from infra.cdk.parts.platform import Platform, Room, acknowledge, resource, stage_of
from infra.cdk.parts.rest import RestApi, Throttle
from infra.cdk.parts.route import route_of
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Changes, Removals, Table

_NOTICED = {
    "api": "API Gateway calls it and waits: the caller gets a 5xx, and the alarm tells us.",
    "on": "What calls it waits and tries again; its source has the dead-letter queue.",
    "steps": "Step Functions calls it and waits: the workflow retries, then fails with a reason.",
}

OPERATION = Shape(memory=1024, seconds=15)
REACTION = Shape(memory=512, seconds=30)


class Product(Construct):
    """The functions of `functions/<name>/` and what each of them may touch."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        around: Surroundings,
        *,
        functions: Path = FUNCTIONS,
        whole: "Product | None" = None,
        more: Sequence[str] = (),
    ) -> None:
        """`whole` is the product that this is a part of; `more`: see packages.product_code."""
        super().__init__(scope, name.capitalize())
        self.name = name
        self.folder = functions / name
        self.functions: dict[str, Function] = whole.functions if whole else {}
        """Those of the parts, too."""
        self._around = around
        self._whole = whole
        self._code = product_code(name, functions, more)
        self._layers = Layers(self)

    def part(self, name: str) -> Self:
        """More of this product in a stack `<product>-<name>`: same API, cursors and replays."""
        room = Room(Platform.of(self), f"{self.name}-{name}")
        whole = self._whole or self
        functions = self.folder.parent
        return type(self)(room, self.name, self._around, functions=functions, whole=whole)

    def operation(
        self,
        name: str,
        *,
        public: bool = False,
        throttle: Throttle | None = None,
        shape: Shape = OPERATION,
        **touches: Unpack[Touches],
    ) -> Function:
        """One HTTP operation: api/<name>.py, with the route that stands there."""
        route = route_of(self.folder / "api" / f"{name}.py")
        extra = [self._replays()] if route.replayed else []
        origins = ",".join(stage_of(self).origins)
        function = self._function(
            name,
            "api",
            shape,
            touches,
            extra,
            environment={"ALLOWED_ORIGINS": origins} if origins else {},
            snap_start=True,
        )
        self.api.add(route, function.live, public=public, throttle=throttle)
        return function

    def on(
        self,
        name: str,
        *,
        of: wake.Source = None,
        shape: Shape = REACTION,
        layers: Sequence[str] = (),
        **touches: Unpack[Touches],
    ) -> Function:
        """What on/<name>.py does when it is woken: by the bus's event of that name, or by `of`."""
        waking: wake.Waking
        if isinstance(of, Removals | Changes):
            waking = wake.ByStream(of, self, name, self._around.alarms)
        else:
            waking = wake.ByQueue(of, self, name, self._around, shape.seconds)
        extra = [Grant(layers=layers), waking.grant()]
        function = self._function(name, "on", shape, touches, extra)
        waking.attach(function.function)
        return function

    def schedule(
        self,
        name: str,
        every: Duration,
        *,
        shape: Shape = REACTION,
        layers: Sequence[str] = (),
        **touches: Unpack[Touches],
    ) -> Function:
        """What on/<name>.py does again and again."""
        return self.on(name, of=every, shape=shape, layers=layers, **touches)

    def step(
        self,
        name: str,
        *,
        shape: Shape,
        layers: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        **touches: Unpack[Touches],
    ) -> lambda_.IFunction:
        """One task of a workflow: steps/<name>.py, as the version that is live."""
        extra = [Grant(environment or {}, layers=layers)]
        return self._function(name, "steps", shape, touches, extra).live

    def command(
        self, name: str, *, shape: Shape, layers: Sequence[str] = (), **touches: Unpack[Touches]
    ) -> Function:
        """What on/<name>.py does when somebody has `didit360` invoke it, and what it answers."""
        function = self._function(name, "on", shape, touches, [Grant(layers=layers)])
        CfnOutput(self, f"{name.capitalize()}Function", value=function.function.function_name)
        return function

    def custom_resource(
        self, name: str, *, grant: Grant, shape: Shape, layers: Sequence[str] = ()
    ) -> str:
        """What on/<name>.py does for CloudFormation itself; the token to give a custom resource."""
        function = self._function(name, "on", shape, {}, [Grant(layers=layers), grant])
        return function.function.function_arn

    @cached_property
    def api(self) -> RestApi:
        """The product's REST API, made with its first operation."""
        if self._whole:
            return self._whole.api
        around = self._around
        return RestApi(
            Platform.of(self),
            self.name,
            people=around.people,
            alarms=around.alarms,
            firewall=around.firewall,
        )

    def _function(
        self,
        name: str,
        folder: str,
        shape: Shape,
        touches: Touches,
        extra: Sequence[Grant],
        *,
        environment: dict[str, str] | None = None,
        snap_start: bool = False,
    ) -> Function:
        file = self.folder / folder / f"{name}.py"
        if not file.is_file():
            raise FileNotFoundError(f"{file}: the stack names a function that has no file")
        grants = [*granted(touches), *extra]
        if touches.get("lists"):
            grants.append(self._signs_cursors())
        if says := touches.get("publishes"):
            grants.append(self._publishes(says))
        if touches.get("limits"):
            grants.append(self._around.limits.counts())
        function = Function(
            self,
            name,
            product=self.name,
            folder=folder,
            code=self._code,
            layers=self._layers,
            shape=shape,
            grants=grants,
            environment=environment,
            snap_start=snap_start,
            no_dead_letters=_NOTICED[folder],
        )
        self.functions[name] = function
        self._around.alarms.above(
            function,
            "Errors",
            function.function.metric_errors(period=FIVE_MINUTES),
            0,
            f"{self.name}/{folder}/{name}.py raised: see /didit360/{self.name}/{name}",
        )
        return function

    def _publishes(self, names: Sequence[str]) -> Grant:
        bus = self._around.bus
        only = {
            "StringEquals": {
                "events:detail-type": list(names),
                "events:source": f"didit360.{self.name}",
            }
        }
        return Grant(
            {"BUS_NAME": bus.event_bus_name},
            [allow(["events:PutEvents"], [bus.event_bus_arn], only)],
        )

    def _replays(self) -> Grant:
        table = self._answers.table
        actions = ("DeleteItem", "GetItem", "PutItem", "UpdateItem")
        return Grant(
            {"IDEMPOTENCY_TABLE": table.table_name},
            [allow([f"dynamodb:{action}" for action in actions], [table.table_arn])],
        )

    def _signs_cursors(self) -> Grant:
        return Grant(
            {"CURSOR_SECRET": self._cursor_secret.secret_arn},
            [allow(["secretsmanager:GetSecretValue"], [self._cursor_secret.secret_arn])],
        )

    @cached_property
    def _answers(self) -> Table:
        """Answers kept for replay, for an hour."""
        if self._whole:
            return self._whole._answers
        return Table(
            self,
            "Answers",
            variable="IDEMPOTENCY_TABLE",
            key="id",
            expires="expiration",
            recoverable=False,
        )

    @cached_property
    def _cursor_secret(self) -> secretsmanager.Secret:
        if self._whole:
            return self._whole._cursor_secret
        secret = secretsmanager.Secret(
            self,
            "CursorSecret",
            description=f"Signs the cursors of {self.name}'s lists",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(
            resource(secret),
            "AwsSolutions-SMG4",
            reason="A new secret would break the cursors in clients' hands; they open nothing "
            "that their owner may not read anyway.",
        )
        return secret

"""One Lambda function: its own role with named permissions, its own log group, no more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aws_cdk import Duration, Size, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.packages import Layers
from infra.cdk.parts.platform import Platform, acknowledge, removal_policy, resource, stage_of

_RETENTION = {
    7: logs.RetentionDays.ONE_WEEK,
    30: logs.RetentionDays.ONE_MONTH,
    365: logs.RetentionDays.ONE_YEAR,
}


@dataclass(frozen=True)
class Shape:
    """How big a function is: MiB of memory and of disk, seconds it may take."""

    memory: int = 512
    seconds: int = 30
    disk: int = 512


class Function(Construct):
    """A function of a product; `live` is its published version, where the caller wants one."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        product: str,
        folder: str,
        code: lambda_.Code,
        layers: Layers,
        shape: Shape,
        grants: Iterable[Grant],
        environment: dict[str, str] | None = None,
        snap_start: bool = False,
        no_dead_letters: str,
    ) -> None:
        """`folder` is the file's: api, on or steps; the handler is <product>.<folder>.<name>.

        `no_dead_letters` says who notices a failed call, since the function has no queue of
        its own for those.
        """
        super().__init__(scope, name.title().replace("_", ""))
        self.name = name
        grants = list(grants)
        log_group = log_group_of(self, f"/didit360/{product}/{name}")
        place = next((grant.place for grant in grants if grant.place), None)
        if place:
            grants.append(Grant(permissions=_attaches()))
        role = self._role(log_group, grants)
        wanted = dict.fromkeys(["core", *(layer for grant in grants for layer in grant.layers)])
        variables = {name: value for grant in grants for name, value in grant.environment.items()}
        target = Platform.of(self).target
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=(
                lambda_.Architecture.ARM_64
                if target.arch == "arm64"
                else lambda_.Architecture.X86_64
            ),
            code=code,
            handler=f"{product}.{folder}.{name}.handler",
            description=f"{product}: {name.replace('_', ' ')}",
            role=role,
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            tracing=lambda_.Tracing.ACTIVE,
            layers=[layers.named(layer) for layer in wanted],
            memory_size=min(shape.memory, stage_of(self).most_memory),
            timeout=Duration.seconds(shape.seconds),
            ephemeral_storage_size=Size.mebibytes(shape.disk),
            vpc=place.vpc if place else None,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name=place.subnets) if place else None,
            security_groups=[place.guard] if place else None,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snap_start else None,
            environment={
                "POWERTOOLS_SERVICE_NAME": product,
                "LOG_LEVEL": stage_of(self).log_level,
                **variables,
                **({"FFMPEG_HOME": "/opt/bin"} if "ffmpeg" in wanted else {}),
                **(environment or {}),
            },
        )
        self._live: lambda_.Alias | None = None
        acknowledge(resource(self.function), "Serverless-LambdaDLQ", reason=no_dead_letters)
        if snap_start:
            acknowledge(
                self.function,
                "Annotation::@aws-cdk/aws-lambda:snapStartRequirePublish",
                reason="Callers use the alias `live`, which names a published version.",
            )
        acknowledge(
            resource(self.function),
            *("AwsSolutions-L1", "Serverless-LambdaLatestVersion"),
            reason="3.13 is the release that the layers are locked, built and tested for.",
        )

    @property
    def live(self) -> lambda_.Alias:
        """The alias that callers use: it names one published version."""
        if self._live is None:
            self._live = lambda_.Alias(
                self, "Live", alias_name="live", version=self.function.current_version
            )
        return self._live

    def _role(self, log_group: logs.LogGroup, grants: Sequence[Grant]) -> iam.IRole:
        # Inline: a policy of its own would be one more of a stack's 500 resources.
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "may": iam.PolicyDocument(
                    statements=[
                        allow(
                            ["logs:CreateLogStream", "logs:PutLogEvents"],
                            [log_group.log_group_arn],
                        ),
                        allow(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]),
                        *(permission for grant in grants for permission in grant.permissions),
                    ]
                )
            },
        )
        # Two grants may bring the same finding.
        stack = Stack.of(self)
        for accepted in dict.fromkeys(found(stack) for grant in grants for found in grant.accepts):
            acknowledge(role, accepted.rule, reason=accepted.reason)
        acknowledge(
            role,
            *("AwsSolutions-IAM5[Resource::*]", "Serverless-LambdaStarPermissions"),
            reason="X-Ray's two write actions (of active tracing) know no resources; Lambda wants "
            "those of network interfaces on all (AWSLambdaVPCAccessExecutionRole).",
        )
        return role.without_policy_updates()


def _attaches() -> list[iam.PolicyStatement]:
    """What Lambda does with a function's role to attach it to a network; its code may not."""
    interfaces = [
        f"ec2:{action}"
        for action in (
            *("AssignPrivateIpAddresses", "CreateNetworkInterface", "DeleteNetworkInterface"),
            *("DescribeNetworkInterfaces", "DescribeSubnets", "UnassignPrivateIpAddresses"),
        )
    ]
    never = iam.PolicyStatement(
        effect=iam.Effect.DENY,
        actions=interfaces,
        resources=["*"],
        conditions={"Null": {"lambda:SourceFunctionArn": "false"}},
    )
    return [allow(interfaces, ["*"]), never]


def log_group_of(scope: Construct, name: str, id_: str = "Logs") -> logs.LogGroup:
    """A log group with a name people can guess, kept as long as the stage says."""
    return logs.LogGroup(
        scope,
        id_,
        log_group_name=name,
        retention=_RETENTION[stage_of(scope).log_days],
        removal_policy=removal_policy(scope),
    )

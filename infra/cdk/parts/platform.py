"""The application and its stacks: stage, bundling target, and the acknowledged findings."""

from dataclasses import dataclass
from typing import cast

from aws_cdk import (
    Acknowledgment,
    App,
    CfnResource,
    Environment,
    RemovalPolicy,
    Stack,
    Tags,
    Validations,
)
from constructs import IConstruct

from infra.cdk.settings import Stage


@dataclass(frozen=True)
class Target:
    """The machine that packages are made for: Lambda's, or this one for the packaged test."""

    arch: str = "arm64"
    python: str = "3.13"


@dataclass(frozen=True)
class Acknowledgement:
    """A rule's finding that stays, and why."""

    construct: IConstruct
    rule: str
    reason: str


class Platform(App):
    """Everything of one stage."""

    def __init__(
        self,
        stage: Stage,
        target: Target,
        *,
        outdir: str | None = None,
        context: dict[str, object] | None = None,
        bundle: bool = True,
        checked: bool = True,
    ) -> None:
        super().__init__(
            outdir=outdir,
            context=context,
            # Told nothing, the library builds every asset; told no stacks, none.
            post_cli_context=None if bundle else {"aws:cdk:bundling-stacks": []},
            builtin_cloud_formation_validation=checked,
            analytics_reporting=False,
            auto_synth=False,
        )
        self.stage = stage
        self.target = target
        self.acknowledgements: list[Acknowledgement] = []
        Tags.of(self).add("project", "didit360")
        Tags.of(self).add("stage", stage.name)

    @staticmethod
    def of(construct: IConstruct) -> "Platform":
        return cast("Platform", construct.node.root)

    def accept(self) -> None:
        """Write the acknowledgements onto their constructs, where the rule packs read them.

        Done last, so that a test can see the findings with and without them.
        """
        for accepted in self.acknowledgements:
            Validations.of(accepted.construct).acknowledge(
                Acknowledgment(id=accepted.rule, reason=accepted.reason)
            )


class Room(Stack):
    """A stack of the platform, named didit360-<stage>-<name>."""

    def __init__(self, platform: Platform, name: str, *, region: str | None = None) -> None:
        stage = platform.stage
        super().__init__(
            platform,
            name,
            stack_name=f"didit360-{stage.name}-{name}",
            env=Environment(account=stage.account, region=region or stage.region),
            cross_region_references=stage.region != "us-east-1",
            termination_protection=stage.keep_data,
        )
        self.platform = platform
        self.stage = stage


def stage_of(construct: IConstruct) -> Stage:
    return Platform.of(construct).stage


def removal_policy(construct: IConstruct) -> RemovalPolicy:
    """Data and logs outlive their stack where the stage says so; a failed creation does not."""
    if stage_of(construct).keep_data:
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
    return RemovalPolicy.DESTROY


def acknowledge(construct: IConstruct, *rules: str, reason: str) -> None:
    """Let a rule pack's findings on this construct stand, for a reason."""
    accepted = Platform.of(construct).acknowledgements
    accepted += [Acknowledgement(construct, rule, reason) for rule in rules]


def resource(construct: IConstruct) -> CfnResource:
    """The CloudFormation resource inside a construct of the library."""
    return cast("CfnResource", construct.node.default_child)

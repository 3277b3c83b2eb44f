"""Compose the platform's stacks for one stage. `cdk synth -c stage=dev`; no account is needed.

Context: stage (dev, prod, local); bundle=no builds no layers; target (arm64, x86_64) and python
(3.13) are what layers are built for, other than the default only to run them on this machine.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

from aws_cdk import Validations
from cdk_nag import AwsSolutionsChecks, NagPack, ServerlessChecks

from infra.cdk.parts.platform import Platform, Target
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.settings import STAGES, Stage, configured
from infra.cdk.stacks.accounts import AccountsStack
from infra.cdk.stacks.database import DatabaseStack
from infra.cdk.stacks.edge import EdgeStack
from infra.cdk.stacks.identity import IdentityStack
from infra.cdk.stacks.media import MediaStack
from infra.cdk.stacks.music import MusicStack
from infra.cdk.stacks.network import NetworkStack
from infra.cdk.stacks.nfts import NftsStack
from infra.cdk.stacks.observability import ObservabilityStack
from infra.cdk.stacks.shared import SharedStack

CDK_JSON = Path(__file__).parents[2] / "cdk.json"


def build(
    stage: Stage | str = "dev",
    target: Target | None = None,
    *,
    outdir: str | None = None,
    bundle: bool = True,
    checked: bool = True,
    accept: bool = True,
) -> Platform:
    """The application of one stage, ready to synthesize.

    Without `bundle` no layer is built; `checked` has the library check the templates, which
    takes longer than making them; without `accept` no finding of a rule pack is accepted.
    """
    stage = STAGES[stage] if isinstance(stage, str) else stage
    platform = Platform(
        stage,
        target or Target(),
        outdir=outdir,
        context={
            **json.loads(CDK_JSON.read_text())["context"],
            # As the CDK command does: each resource says where it stands, and its asset.
            "aws:cdk:enable-path-metadata": True,
            "aws:cdk:enable-asset-metadata": True,
        },
        bundle=bundle,
        checked=checked and stage.to_aws,
    )
    network = NetworkStack(platform) if "network" in stage.stacks else None
    shared = SharedStack(platform)
    identity = IdentityStack(platform)
    around = Surroundings(
        bus=shared.bus,
        alarms=shared.alarms,
        people=identity.people,
        limits=shared.limits,
        exports=shared.exports,
        firewall=shared.firewall,
    )
    if network and "database" in stage.stacks:
        around = replace(around, door=DatabaseStack(platform, around, network).door)
    media = MediaStack(platform, around, shared.access_logs)
    accounts = AccountsStack(platform, around, media)
    music = MusicStack(platform, around, media, accounts)
    nfts = NftsStack(platform, around, media, accounts, shared.access_logs)
    products = {one.name: one for one in (accounts.product, music.product, nfts.product)}
    for product in products.values():
        # API Gateway must be let log before a stage of it may want to.
        product.api.room.add_stack_dependency(shared)
    if "edge" in stage.stacks:
        EdgeStack(platform, media, products, shared.access_logs, shared.limits)
    if "observability" in stage.stacks:
        ObservabilityStack(platform, media, products.values())
    if accept:
        platform.accept()
    return platform


def rule_packs(platform: Platform) -> tuple[NagPack, ...]:
    """The rules that a deployed stage keeps."""
    return AwsSolutionsChecks(platform), ServerlessChecks(platform)


def main() -> None:
    # As the CDK command hands it over; a second App only to read it would synthesize, too.
    given = json.loads(os.environ.get("CDK_CONTEXT_JSON", "{}"))
    stage = given.get("stage", "dev")
    if stage not in STAGES:
        raise SystemExit(f"no stage {stage!r}: it is one of {', '.join(STAGES)}")
    target = Target(given.get("target", Target.arch), given.get("python", Target.python))
    try:
        chosen = configured(STAGES[stage], os.environ)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    platform = build(chosen, target, bundle=given.get("bundle") != "no")
    if platform.stage.to_aws:
        Validations.of(platform).add_plugins(*rule_packs(platform))
    platform.synth()


if __name__ == "__main__":
    main()

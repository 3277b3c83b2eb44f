"""Compose the platform's stacks for one stage. `cdk synth -c stage=dev`; no account is needed.

Context: stage (dev, prod, local), target (arm64, x86_64), python (3.13): the last two are what
layers are built for, and differ from the default only to run packages on another machine.
"""

import json
from pathlib import Path

from aws_cdk import App

from infra.cdk.parts.platform import Platform, Target
from infra.cdk.parts.product import Surroundings
from infra.cdk.settings import STAGES, Stage
from infra.cdk.stacks.accounts import AccountsStack
from infra.cdk.stacks.edge import EdgeStack
from infra.cdk.stacks.identity import IdentityStack
from infra.cdk.stacks.media import MediaStack
from infra.cdk.stacks.music import MusicStack
from infra.cdk.stacks.network import NetworkStack
from infra.cdk.stacks.observability import ObservabilityStack
from infra.cdk.stacks.shared import SharedStack

CDK_JSON = Path(__file__).parents[2] / "cdk.json"


def build(
    stage: Stage | str = "dev",
    target: Target | None = None,
    *,
    outdir: str | None = None,
    context: dict[str, object] | None = None,
) -> Platform:
    """The application of one stage, ready to synthesize."""
    stage = STAGES[stage] if isinstance(stage, str) else stage
    settings = json.loads(CDK_JSON.read_text())["context"]
    platform = Platform(
        stage, target or Target(), outdir=outdir, context={**settings, **(context or {})}
    )
    if "network" in stage.stacks:
        NetworkStack(platform)
    shared = SharedStack(platform)
    identity = IdentityStack(platform)
    around = Surroundings(
        bus=shared.bus,
        alarms=shared.alarms,
        people=identity.people,
        firewall=shared.firewall,
    )
    media = MediaStack(platform, around, shared.access_logs)
    music = MusicStack(platform, around, media)
    accounts = AccountsStack(platform, around)
    for api in (music, accounts):
        # API Gateway must be let log before a stage of it may want to.
        api.add_stack_dependency(shared)
    products = {product.name: product for product in (music.product, accounts.product)}
    if "edge" in stage.stacks:
        EdgeStack(platform, media, products, shared.access_logs)
    if "observability" in stage.stacks:
        ObservabilityStack(platform, media, products.values())
    platform.accept()
    return platform


def main() -> None:
    given = App().node
    stage = str(given.try_get_context("stage") or "dev")
    if stage not in STAGES:
        raise SystemExit(f"no stage {stage!r}: it is one of {', '.join(STAGES)}")
    target = Target(
        arch=str(given.try_get_context("target") or Target.arch),
        python=str(given.try_get_context("python") or Target.python),
    )
    build(stage, target).synth()


if __name__ == "__main__":
    main()

"""From the CDK's description to stacks that run here: synthesize, adapt, deploy, tell the edge."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from infra.local.adapter import adapt
from infra.local.adapter.tables import LEFT_OUT_STACKS
from infra.local.deploy import code, outputs, stacks, synth
from infra.local.engine.settings import REGION

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.stack import LocalStack


def synthesized(root: Path, cache: Path, packaged: bool) -> tuple[list[synth.Stack], float]:
    """The stacks that are deployed here, in their order, and the seconds that it took."""
    began = time.monotonic()
    target = code.this_machine() if packaged else synth.Target()
    found = [
        stack for stack in synth.synthesize(root, cache, target) if stack.id not in LEFT_OUT_STACKS
    ]
    return found, time.monotonic() - began


def deployed(house: LocalStack, found: list[synth.Stack]) -> dict[str, Any]:
    """Deploy them to the house's engine; what they are called there, told to the edge too."""
    client = house.client("cloudformation")
    source = code.packages(house, found) if house.packaged else code.working_tree(house)
    s3 = house.client("s3")

    def upload(template: bytes) -> str:
        return f"{house.endpoint_url}/{code.BUCKET}/{code.upload(s3, template, 'json')}"

    done = []
    for stack in found:
        template = adapt(stack.template, origin=house.url, code=source)
        result = stacks.deploy(client, stack.name, template, upload)
        house.tell(stack.name, f"{result.what} ({result.seconds:.1f} s)")
        done.append((result, template))
    names = outputs.gather(done) | {"region": REGION, "public_url": house.url}
    _say_where_the_edge_is(house, names)
    house.publish(names)
    return names


def _say_where_the_edge_is(house: LocalStack, names: dict[str, Any]) -> None:
    """On AWS the edge stack writes this parameter."""
    if "edge_url_parameter" in names:
        house.client("ssm").put_parameter(
            Name=names["edge_url_parameter"], Value=house.url, Type="String", Overwrite=True
        )

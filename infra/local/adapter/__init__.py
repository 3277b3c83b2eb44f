"""Template in, template out: what `cdk synth` says, as this machine can run it."""

from infra.local.adapter.adapt import adapt
from infra.local.adapter.code import Code, Packages, WorkingTree
from infra.local.adapter.errors import AdaptError

__all__ = ["AdaptError", "Code", "Packages", "WorkingTree", "adapt"]

"""What is uploaded: a product's own folder as a zip, and the layers, built without Docker."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import jsii
from aws_cdk import BundlingOptions, DockerImage, IgnoreMode, ILocalBundling
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.cdk.parts import layer_build
from infra.cdk.parts.platform import Platform, Target

ROOT = Path(__file__).parents[3]
FUNCTIONS = ROOT / "functions"
LAYERS = ROOT / "layers"

MIGRATIONS = "*/data/migrations/*.sql"

LICENSES = {
    "core": "MIT AND MIT-0 AND PSF-2.0",
    "signing": "Apache-2.0 OR BSD-3-Clause",
    "ffmpeg": "GPL-2.0-or-later",  # x264 and x265 are inside; see layers/README.md
    "numeric": "BSD-3-Clause",
    "postgres": "LGPL-3.0-only AND PostgreSQL",  # libpq is inside psycopg's wheel
    "images": "MIT-CMU",
    "tags": "GPL-2.0-or-later",  # mutagen
    "ethereum": "MIT AND (MIT OR Apache-2.0) AND BSD-3-Clause",
}


def product_code(
    product: str, functions: Path = FUNCTIONS, more: Sequence[str] = ()
) -> lambda_.Code:
    """The product's own folder and nothing else; one zip serves all its functions.

    `more` are patterns of files of others that it takes, too.
    """
    own = [f"!{product}", f"!{product}/**"]
    others = [f"!{pattern}" for pattern in more]
    return lambda_.Code.from_asset(
        str(functions),
        exclude=["*", *own, *others, "**/__pycache__", "**/*.pyc", "**/*.md"],
        ignore_mode=IgnoreMode.DOCKER,
    )


class Layers(Construct):
    """The layers of one stack, each made when first asked for.

    A stack has layer versions of its own: sharing one between stacks would export its ARN,
    which changes with every build, and an export in use cannot change.
    """

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Layers")
        self._made: dict[str, lambda_.LayerVersion] = {}

    def named(self, name: str) -> lambda_.LayerVersion:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> lambda_.LayerVersion:
        target = Platform.of(self).target
        folder = LAYERS / name
        code = lambda_.Code.from_asset(
            str(folder),
            asset_hash=_fingerprint(folder, target),
            bundling=BundlingOptions(
                # Never used: the local build either succeeds or raises.
                image=DockerImage.from_registry("scratch"),
                local=_LayerBuild(folder, target),
            ),
        )
        arm = target.arch == "arm64"
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            code=code,
            description=f"didit360 {name}",
            license=LICENSES[name],
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[
                lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64
            ],
        )


@jsii.implements(ILocalBundling)
class _LayerBuild:
    def __init__(self, folder: Path, target: Target) -> None:
        self._folder = folder
        self._target = target

    def try_bundle(self, output_dir: str, *_options: object, **_more: object) -> bool:
        layer_build.build(
            self._folder, Path(output_dir), arch=self._target.arch, python=self._target.python
        )
        return True


def _fingerprint(folder: Path, target: Target) -> str:
    """Changes with the locked requirements, our sources, the target and the build itself."""
    digest = hashlib.sha256(f"{target.arch} {target.python}".encode())
    sources = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for path in sorted([*sources, Path(layer_build.__file__)]):
        name = path.relative_to(folder) if path.is_relative_to(folder) else path.name
        digest.update(f"\0{name}\0".encode() + path.read_bytes())
    return digest.hexdigest()

"""Put the functions' code where the engine takes it from: one bootstrap, or the real packages."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.adapter import Packages, WorkingTree
from infra.local.bootstrap.archive import packaged_zip, working_tree_zip
from infra.local.deploy.synth import Stack, Target

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

ROOT = Path(__file__).resolve().parents[3]
BUCKET = "didit360-local-code"
# As Lambda has them: a product's folder beside the core layer's packages.
PATHS = [ROOT / "functions", ROOT / "layers" / "core" / "python"]


def this_machine() -> Target:
    """Packages are built for this machine and this Python, to run here."""
    arch = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
    return Target(
        bundle=True, arch=arch, python=f"{sys.version_info.major}.{sys.version_info.minor}"
    )


def working_tree(house: LocalStack) -> WorkingTree:
    """Upload the bootstrap that runs every function from the working tree."""
    zipped = working_tree_zip(Path(sys.executable), PATHS)
    return WorkingTree(BUCKET, upload(house.client("s3"), zipped))


def packages(house: LocalStack, stacks: list[Stack]) -> Packages:
    """Upload each function's own package; a layer is the folder that was built for it."""
    s3 = house.client("s3")
    python, runtime = Path(sys.executable), lambda_runtime(house.home / "lambda-runtime")
    code: dict[str, str] = {}
    layers: dict[str, str] = {}
    for stack in stacks:
        assets = json.loads((stack.folder / f"{stack.id}.assets.json").read_text())["files"]
        paths = {
            destination["objectKey"]: stack.folder / asset["source"]["path"]
            for asset in assets.values()
            for destination in asset["destinations"].values()
        }
        for resource in stack.template["Resources"].values():
            properties = resource.get("Properties", {})
            if resource["Type"] == "AWS::Lambda::LayerVersion":
                key = properties["Content"]["S3Key"]
                layers[key] = str(paths[key].resolve())
            elif resource["Type"] == "AWS::Lambda::Function":
                key = properties["Code"].get("S3Key")
                if key and key not in code:
                    code[key] = upload(s3, packaged_zip(paths[key], python, runtime))
    return Packages(BUCKET, code, layers)


def lambda_runtime(folder: Path) -> Path:
    """What Lambda's Python image brings, linked from this environment: its client and the SDK."""
    folder.mkdir(exist_ok=True)
    wanted, seen = ["awslambdaric", "boto3"], set[str]()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        package = distribution(name)
        needs = [need for need in package.requires or () if "extra ==" not in need]
        wanted += [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needs]
        for top in {file.parts[0] for file in package.files or () if ".." not in file.parts}:
            link = folder / top
            if not link.is_symlink():
                link.symlink_to(Path(str(package.locate_file(top))).resolve())
    return folder


def upload(s3: Any, content: bytes, kind: str = "zip") -> str:
    """Put an object into our bucket, named by its content: an unchanged one changes no template."""
    key = f"{hashlib.sha256(content).hexdigest()[:32]}.{kind}"
    names = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
    if BUCKET not in names:
        s3.create_bucket(Bucket=BUCKET)
    if not s3.list_objects_v2(Bucket=BUCKET, Prefix=key).get("KeyCount"):
        s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    return key

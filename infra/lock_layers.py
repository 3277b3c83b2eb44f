"""Lock each layer's packages, with hashes, to the versions that the tests ran with.

Reads pyproject's dependency group of the layer's name and requirements/dev.txt (run the lock
of that first), writes layers/<name>/requirements.txt. Run: python -m infra.lock_layers
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAYERS = ("core", "signing", "ffmpeg", "numeric", "images", "postgres", "tags", "ethereum")

IN_THE_RUNTIME = ("boto3", "botocore", "python-dateutil", "s3transfer", "six", "urllib3")
"""Lambda's Python brings the AWS SDK and what it needs; a layer must not double it."""

HEADER = """\
# Made by `make lock` from the dependency group "{name}" in pyproject.toml: do not edit.
# {left_out} come with Lambda's Python.
"""


def lock(name: str) -> str:
    """The text of one layer's lock."""
    left_out = [part for package in IN_THE_RUNTIME for part in ("--no-emit-package", package)]
    done = subprocess.run(
        [
            *[sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"],
            *["--group", f"pyproject.toml:{name}", "--constraints", "requirements/dev.txt"],
            *["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"],
            *["--no-emit-index-url", *left_out],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"layer {name}: {done.stderr}")
    header = HEADER.format(name=name, left_out=", ".join(IN_THE_RUNTIME))
    lines = [line for line in done.stdout.splitlines() if not line.startswith("# ")]
    return header + "\n".join(lines) + "\n"


def main() -> None:
    for name in LAYERS:
        target = ROOT / "layers" / name / "requirements.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(lock(name))
        print(f"locked {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()

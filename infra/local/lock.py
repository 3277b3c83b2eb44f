"""Lock this machine's requirements, with hashes and for every platform, then the layers' too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from infra import lock_layers

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Write requirements/<group>.txt from pyproject's groups, one for each environment."""
    for group in ("dev", "engine", "slither", "halmos"):
        target = ROOT / "requirements" / f"{group}.txt"
        command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
        command += ["--group", f"pyproject.toml:{group}", "--python-version", "3.11"]
        command += ["--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url"]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"requirements/{group}.txt: {done.stderr.strip()}")
        # uv tells how it was called in a comment; where from is nobody's business.
        kept = (line for line in done.stdout.splitlines() if not line.startswith("#"))
        target.write_text("\n".join(kept) + "\n")
        print(f"locked {target.relative_to(ROOT)}")
    lock_layers.main()


if __name__ == "__main__":
    main()

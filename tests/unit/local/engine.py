"""Ask in the engine's own Python, which has what this one has not."""

import subprocess

import pytest

from infra.local.engine.settings import engine_python
from infra.local.stack import ROOT


def asked(script: str) -> str:
    python = engine_python(ROOT)
    if not python.exists():
        pytest.skip("the engine is not installed")
    said = subprocess.run(
        [python, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr[-1000:]
    return said.stdout.strip()

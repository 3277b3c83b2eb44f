"""What importing an API function costs: nothing heavy before it is needed.

`make bench` measures the CPU time; here is what makes it stay low, without a clock.
"""

import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[3] / "functions"
OPERATIONS = sorted(
    ".".join(path.relative_to(FUNCTIONS).with_suffix("").parts)
    for path in FUNCTIONS.glob("*/api/*.py")
    if "handler = app.handler" in path.read_text()
)
# Powertools itself touches the empty top of botocore; the cost is in what lies below.
HEAVY = {
    *("boto3", "botocore.client", "pynamodb", "psycopg", "cryptography"),
    *("numpy", "PIL", "mutagen", "web3", "requests"),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_imports_nothing_heavy(operation: str) -> None:
    script = f"import sys, {operation}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert HEAVY.isdisjoint(loaded.stdout.split())

"""What docs/nfts.md and market.md have people type works, word for word: sold, paid, bid for."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from eth_account import Account

from infra.local import demo
from infra.local.stack import LocalStack

GUIDE = Path(__file__).parents[2] / "docs" / "nfts.md"
MARKET = GUIDE.parent / "nfts" / "market.md"
ONE, RESOLD = 10**16, 25_000_000_000_000_003


@pytest.fixture
def ready(house: LocalStack) -> LocalStack:
    """As `make up` leaves it."""
    account, track = demo.prepare(house, lambda _: None)
    house.publish(house.outputs | {"demo": account})
    demo.mint(house, track, lambda _: None)
    return house


def typed(text: str) -> list[str]:
    return re.findall(r"```bash\n(.*?)```", text, re.DOTALL)


@pytest.mark.timeout(420)
def test_the_whole_way_from_a_purchase_to_three_withdrawals(
    ready: LocalStack, tmp_path: Path
) -> None:
    part = GUIDE.read_text().split("\n## ")[1]
    assert part.startswith("The whole way")
    show = 'echo "{\\"first\\": $FIRST, \\"royalty\\": $ROYALTY, \\"paid\\": [$ONE, $TWO, $THREE]}"'
    script = "\n".join([*typed(part), show, *typed(MARKET.read_text())])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=os.environ
        | {
            "EDGE": ready.url,
            "DIDIT360": str(Path(sys.executable).with_name("didit360")),
            "DIDIT360_HOME": str(ready.home),
            "WALLETS": str(ready.home / "wallets"),
        },
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    said = done.stdout.strip().splitlines()
    came = json.loads(next(line for line in said if line.startswith('{"first"')))
    cost = json.loads((tmp_path / "purchase.json").read_text())["cost"]
    resale = json.loads((tmp_path / "resale.json").read_text())["cost"]
    assert (int(cost["price"]), int(resale["price"])) == (ONE, RESOLD)
    assert came["first"] == ONE - int(cost["platform_fee"])
    assert came["royalty"] == int(resale["royalty"]) == RESOLD // 10
    received = came["first"] + came["royalty"]
    # 50, 30 and 20 %, each rounded down: what is left is less than one wei a payee.
    assert came["paid"] == [received * share // 100 for share in (50, 30, 20)]
    # The voucher's copy in place of the one that was resold; the auction has a bid of theirs.
    fan = (tmp_path / "fan.key").read_text().strip()
    assert said[-1] == Account.from_key(fan).address

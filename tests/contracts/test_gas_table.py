"""docs/nfts.md says what contracts/gas.json says."""

import json
import re
from pathlib import Path

from tests.bench.gas import PEERS

ROOT = Path(__file__).parents[2]
GAS = json.loads((ROOT / "contracts" / "gas.json").read_text())
CALLS = {
    "first sale": "buy",
    "resale": "resale",
    "voucher": "redeem",
    "split of five": "split_of_5",
    "airdrop": "airdrop_each_receiver",
    "share taken out": "split_withdraw",
}


def test_the_table_of_the_guide_is_what_calls_cost() -> None:
    guide = (ROOT / "docs" / "nfts.md").read_text()
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([\d,]+) \|", guide, re.MULTILINE))
    said = {
        call: int(cost.replace(",", ""))
        for begins, call in CALLS.items()
        for what, cost in rows.items()
        if what.startswith(begins)
    }
    assert said == {call: GAS[call] for call in CALLS.values()}
    assert len(rows) == len(CALLS)


def test_what_calls_cost_is_within_what_was_to_be_beaten() -> None:
    assert {
        name: GAS[call] / gas <= most for name, (call, _, gas, most) in PEERS.items()
    } == dict.fromkeys(PEERS, True)

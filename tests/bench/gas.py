"""What our contracts' calls cost in gas, over what the usual contracts' cost.

The others were measured under the same compiler settings (solc 0.8.37, optimized, cancun) as whole
transactions, with the 21,000 and the call's data that each of them pays.
"""

import json

from infra.audit import suite
from infra.audit.workbench import copied
from tests.bench.measure import Ratio

PEERS = {
    # ours, the other's name and gas, the most that ours may be of it
    "gas_mint_over_sound": ("buy", "Sound.xyz's edition mint", 95_900, 0.64),
    "gas_resale_over_seaport": ("resale", "Seaport's basic buy", 133_400, 0.79),
    "gas_redeem_over_thirdweb": ("redeem", "thirdweb's signature mint", 286_900, 0.35),
}


def run() -> list[Ratio]:
    """By the contracts' tests of what they cost, which hold contracts/gas.json to what is seen."""
    with copied() as folder:
        found = suite.results(folder, only="test/Gas*.t.sol")
        failed = [f"{test.name}: {test.why}" for test in found if not test.passed]
        assert found, "the contracts have no tests of gas"
        assert failed == []
        seen = json.loads((folder / "gas.json").read_text())
    return [
        Ratio(name, f"gas: {call} ({seen[call]:,}) / {other} ({gas:,})", [(seen[call], gas)], most)
        for name, (call, other, gas, most) in PEERS.items()
    ]


if __name__ == "__main__":
    for result in run():
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")

"""Ratios measured side by side: A and B in turn, so that a machine's moods hit both alike."""

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parents[2] / "bench" / "results.json"


@dataclass(frozen=True)
class Ratio:
    """One benchmark: how much `ours` takes for each one of `other`."""

    name: str
    unit: str
    pairs: list[tuple[float, float]]
    limit: float | None = None
    least: float | None = None
    """Of what is better the more there is."""

    @property
    def ratios(self) -> list[float]:
        return [ours / other for ours, other in self.pairs]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def kept(self) -> bool:
        enough = self.least is None or self.ratio >= self.least
        return enough and (self.limit is None or self.ratio <= self.limit)

    def as_json(self) -> dict[str, object]:
        return {
            "ratio": round(self.ratio, 3),
            "unit": self.unit,
            "n": len(self.pairs),
            "spread": [round(min(self.ratios), 3), round(max(self.ratios), 3)],
        }


def in_turn(
    name: str,
    unit: str,
    ours: Callable[[], float],
    other: Callable[[], float],
    *,
    runs: int,
    limit: float | None = None,
    least: float | None = None,
    warm_up: int = 1,
) -> Ratio:
    """Run both in turn `runs` times after a warm-up; each returns what it took."""
    for _ in range(warm_up):
        ours(), other()
    return Ratio(name, unit, [(ours(), other()) for _ in range(runs)], limit, least)


def keep(results: list[Ratio]) -> None:
    """Write bench/results.json; benchmarks that did not run this time keep their figures."""
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    kept |= {result.name: result.as_json() for result in results}
    RESULTS.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n")

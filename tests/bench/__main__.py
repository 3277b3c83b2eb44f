"""`make bench`: every ratio in one run, or those of B=search, in a table and bench/results.json."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from tests.bench import (
    chunked,
    gas,
    handlers,
    journey,
    market,
    minting,
    ops,
    playlists,
    plays,
    search,
)
from tests.bench.measure import RESULTS, Ratio, keep

console = Console()


PARTS: dict[str, tuple[str, Callable[[], list[Ratio]]]] = {
    "handlers": ("handlers", handlers.wrappers),
    "imports": ("imports", lambda: [worst_import()]),
    "playlists": ("playlists", playlists.run),
    "search": ("search among 200,000 tracks: two minutes", search.run),
    "journey": ("the running house: some minutes", journey.run),
    "ops": ("operations, one and sixteen at once", ops.run),
    "plays": ("plays", plays.run),
    "gas": ("the contracts' gas", gas.run),
    "market": ("the market with 100,000 listings", market.run),
    "minting": ("editions, one and sixty-four at once", minting.run),
    "chunked": ("chunks and serial encodes: some twenty minutes", chunked.run),
}


def worst_import() -> Ratio:
    """The dearest function's import; each one's is shown."""
    worst, functions = handlers.imports()
    console.print("CPU to import each API function / Powertools' resolver with validation")
    for name, ratio in functions:
        console.print(f"  {ratio:5.2f}  {name}")
    return worst


def main(names: list[str]) -> int:
    if unknown := set(names) - PARTS.keys():
        console.print(f"No {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
        return 2
    console.print("Each figure is ours divided by the other, both measured in turn in this run.")
    results = []
    for name, (what, measure) in PARTS.items():
        if not names or name in names:
            with console.status(what):
                results += measure()
            keep(results)

    table = Table("benchmark", "ratio", "spread", "n", "budget", "what", box=None)
    for result in results:
        colour = "green" if result.kept else "red"
        most = f"<= {result.limit}" if result.limit is not None else ""
        budget = f">= {result.least}" if result.least is not None else most
        shown = f"[{colour}]{result.ratio:.2f}[/]"
        spread = f"{min(result.ratios):.2f} - {max(result.ratios):.2f}"
        table.add_row(result.name, shown, spread, str(len(result.pairs)), budget, result.unit)
    console.print(table)
    console.print(f"\nWritten to {RESULTS.relative_to(RESULTS.parents[1])}")
    return 0 if all(result.kept for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

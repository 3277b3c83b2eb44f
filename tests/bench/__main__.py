"""`make bench`: every ratio in one run, as a small table and in bench/results.json."""

import sys

from rich.console import Console
from rich.table import Table

from tests.bench import chunked, handlers, journey, ops, playlists, plays, search
from tests.bench.measure import RESULTS, keep

console = Console()


def main() -> int:
    console.print("Each figure is ours divided by the other, both measured in turn in this run.")
    with console.status("handlers"):
        results = handlers.wrappers()
    with console.status("imports"):
        worst, functions = handlers.imports()
    results.append(worst)
    with console.status("playlists"):
        results += playlists.run()
    with console.status("search among 200,000 tracks: two minutes"):
        results += search.run()
    with console.status("the running house: some minutes"):
        results += journey.run()
    with console.status("operations, one and sixteen at once"):
        results += ops.run()
    with console.status("plays"):
        results += plays.run()
    with console.status("chunks and serial encodes: some twenty minutes"):
        results += chunked.run()
    keep(results)

    table = Table("benchmark", "ratio", "spread", "n", "budget", "what", box=None)
    for result in results:
        colour = "green" if result.kept else "red"
        budget = f"<= {result.limit}" if result.limit is not None else ""
        shown = f"[{colour}]{result.ratio:.2f}[/]"
        spread = f"{min(result.ratios):.2f} - {max(result.ratios):.2f}"
        table.add_row(result.name, shown, spread, str(len(result.pairs)), budget, result.unit)
    console.print(table)
    console.print("\nCPU to import each API function / Powertools' resolver with validation")
    for name, ratio in functions:
        console.print(f"  {ratio:5.2f}  {name}")
    console.print(f"\nWritten to {RESULTS.relative_to(RESULTS.parents[1])}")
    return 0 if all(result.kept for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())

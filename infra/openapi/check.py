"""The committed documents are what the code says, and break nobody who reads the landed ones.

What landed last is docs/api/landed.json, and not a commit: it is there in a shallow clone, before
the first push and on any branch, and only `make landed` moves it, when a version goes out. A break
is said so by a line in docs/api/breaking.md: "- `operation`: why, and what to do instead".
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infra.openapi import MERGED, OUT, documents, text
from infra.openapi.changes import breaking

LANDED = "landed.json"
SAID = "breaking.md"
_LINE = re.compile(r"^- `(?P<operation>\w+)`: (?P<why>\S.*)$", re.MULTILINE)
_HEAD = """# Breaking changes since what landed last

A line for each operation whose clients must change: what is said here may break, all else fails
`make lint`. `make landed` begins a new page.
"""


def problems(fresh: dict[str, dict[str, Any]], folder: Path = OUT) -> Iterator[str]:
    """A sentence for everything that is wrong with the committed documents."""
    for name, spec in fresh.items():
        path = folder / f"{name}.json"
        if not path.is_file() or path.read_text() != text(spec):
            yield f"docs/api/{name}.json is not what the code says: run make docs"
    landed = json.loads((folder / LANDED).read_text())
    said = set(_LINE.findall((folder / SAID).read_text()))
    allowed = {operation for operation, _ in said}
    found = breaking(landed, fresh[MERGED])
    for change in found:
        if change.operation not in allowed:
            yield f"{change}: this breaks what landed; undo it, or say so in docs/api/{SAID}"
    for operation in sorted(allowed - {change.operation for change in found}):
        yield f"docs/api/{SAID} speaks of {operation}, which breaks nothing"


def land(folder: Path = OUT) -> None:
    """What is committed now is what the next changes are held against."""
    (folder / LANDED).write_text((folder / f"{MERGED}.json").read_text())
    (folder / SAID).write_text(_HEAD)


def main(arguments: list[str]) -> int:
    """Without arguments, check; `land`: begin anew from the committed documents."""
    if arguments == ["land"]:
        land()
        return 0
    found = list(problems(documents()))
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

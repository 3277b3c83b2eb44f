"""Give stored queues the port that the engine has now: their URLs name it, and are their keys.

Without this, a house that comes up on another port finds its queues, but no function wakes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_QUEUE_URL = re.compile(r"http://localhost:\d+/(?=\d{12}/)")


def move_queues(state: Path, port: int) -> None:
    """Rewrite every queue URL in the engine's state files."""
    for file in state.glob("*.json"):
        text = file.read_text()
        moved = _QUEUE_URL.sub(f"http://localhost:{port}/", text)
        if moved != text:
            # Never in place: the file is a hard link to the snapshot that it came from.
            draft = file.with_suffix(".moved")
            draft.write_text(moved)
            draft.replace(file)

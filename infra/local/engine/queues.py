"""Make stored queues fit the engine that starts with them.

Their URLs name the engine's port, and are their keys: without the port that it has now, a house
that comes up on another finds its queues, but no function wakes. And a message that a function had
received when the engine ended is nobody's now: it need not wait until that one would have given up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_QUEUE_URL = re.compile(r"http://localhost:\d+/(?=\d{12}/)")
_VISIBLE_AT = re.compile(r'("visible_at": )\d+(\.\d+)?')


def free_messages(state: Path) -> None:
    """Let every message be received at once; none of ours is delayed on purpose."""
    file = state / "sqs.json"
    if file.exists():
        _rewrite(file, lambda text: _VISIBLE_AT.sub(r"\g<1>0", text))


def move_queues(state: Path, port: int) -> None:
    """Rewrite every queue URL in the engine's state files."""
    for file in state.glob("*.json"):
        _rewrite(file, lambda text: _QUEUE_URL.sub(f"http://localhost:{port}/", text))


def _rewrite(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_text()
    changed = change(text)
    if changed != text:
        # Never in place: the file is a hard link to the snapshot that it came from.
        draft = file.with_suffix(".moved")
        draft.write_text(changed)
        draft.replace(file)

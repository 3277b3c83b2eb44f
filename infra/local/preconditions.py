"""What a start needs of the machine; each failure is one sentence, said before anything begins."""

from __future__ import annotations

import shutil
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from infra.local.problems import LocalError
from infra.local.processes import listens

if TYPE_CHECKING:
    from pathlib import Path

NEEDS_BYTES = 1024**3
_CONNECT_SECONDS = 3
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def require_room(folder: Path) -> None:
    """LocalError when the disk has no room for a demo track, its stream and the engine's state."""
    free = shutil.disk_usage(folder).free
    if free < NEEDS_BYTES:
        raise LocalError(
            f"The disk has {free / 1024**3:.1f} GB free and running here needs "
            f"{NEEDS_BYTES // 1024**3} GB: make room first."
        )


def foreign_endpoint(given: str | None, engine_port: int) -> str | None:
    """The endpoint to use in place of our engine, if `given` really is another's.

    People export what `up` prints: our own engine's address, where nothing listens before a start.
    """
    if not given:
        return None
    parts = urlsplit(given)
    ours = parts.hostname in _HERE and parts.port == engine_port
    return None if ours and not listens(engine_port) else given


def require_answering(endpoint: str) -> None:
    """LocalError when nobody listens at another's endpoint."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port or {"https": 443}.get(parts.scheme, 80)
        with socket.create_connection((parts.hostname or "", port), timeout=_CONNECT_SECONDS):
            return
    except (OSError, ValueError) as error:
        raise LocalError(
            f"Nothing answers at AWS_ENDPOINT_URL={endpoint}: start what listens there, or unset "
            "AWS_ENDPOINT_URL to use our own engine."
        ) from error

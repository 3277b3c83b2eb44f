"""Remembers which upload a file belongs to, so that the next run goes on after an interruption."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from infra.cli.account import folder
from infra.cli.client import Json


@dataclass
class Memory:
    """What is known of one file's upload, in a file of its own."""

    path: Path

    def key(self) -> tuple[str, bool]:
        """The registration's idempotency key, and whether an earlier run has used it.

        Kept before it is used: a registration whose answer was not heard is not done twice.
        """
        kept = self._read().get("key")
        if kept:
            return str(kept), True
        key = str(uuid.uuid4())
        self.path.write_text(json.dumps({"key": key}))
        return key, False

    @classmethod
    def of(cls, file: Path, url: str, asked: Json | None = None) -> "Memory":
        """One for each state of each file: changed, or sent with other wishes, it is another."""
        stat = file.stat()
        told = f"{url}\n{file.resolve()}\n{stat.st_size}\n{stat.st_mtime_ns}"
        told += f"\n{json.dumps(asked)}" if asked else ""
        name = hashlib.sha256(told.encode()).hexdigest()[:32]
        uploads = folder() / "uploads"
        uploads.mkdir(exist_ok=True, mode=0o700)
        return cls(uploads / f"{name}.json")

    def read(self) -> tuple[str, str] | None:
        """(track id, upload id) of an upload that was begun."""
        said = self._read()
        begun = "track_id" in said and "upload_id" in said
        return (said["track_id"], said["upload_id"]) if begun else None

    def _read(self) -> Json:
        try:
            said = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def write(self, track_id: str, upload_id: str) -> None:
        """Remember an upload that begins."""
        self.path.write_text(json.dumps({"track_id": track_id, "upload_id": upload_id}))

    def forget(self) -> None:
        """The upload is complete or lost."""
        self.path.unlink(missing_ok=True)

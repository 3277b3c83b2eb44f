"""Keep whole, consistent copies of the engine's state, so that a kill costs at most one interval.

The engine writes one JSON file a service, and only on a clean exit. A copy here is a folder
`<number>/` that is renamed into place when complete and names each file's SHA-256; whoever
restores takes the newest folder whose files all match, so a torn or damaged copy falls back to
the one before. Function code is content-addressed by the engine already and is hard-linked.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

KEPT = 3
MANIFEST = "manifest.json"
BLOBS = "lambda-blobs"
KEYS = frozenset({"cognito-pool-keys", "cognito-rsa-key.pem"})
"""What user pools sign tokens with: the engine writes it once, and old tokens stay good with it."""


class Snapshots:
    """The numbered copies under `folder` of the engine's state folder `state`."""

    def __init__(self, folder: Path, state: Path) -> None:
        self._folder = folder
        self._state = state
        # The newest copy: its number and its manifest.
        self._number = 0
        self._last: dict[str, str] = {}

    def numbers(self) -> list[int]:
        """The copies there are, newest first, whether or not they are sound."""
        found = (int(entry.name) for entry in self._folder.glob("[0-9]*") if entry.name.isdigit())
        return sorted(found, reverse=True)

    def restore(self) -> int | None:
        """Put the newest sound copy in the engine's state folder; its number, None when none is."""
        self._state.mkdir(parents=True, exist_ok=True)
        for number in self.numbers():
            copy = self._folder / str(number)
            names = self._sound(copy)
            if names is None:
                shutil.rmtree(copy)
                continue
            _empty(self._state, but=KEYS)
            for name in names:
                _link(copy / name, self._state / name)
            self._number, self._last = number, json.loads((copy / MANIFEST).read_text())
            return number
        # Whatever lies there was not vouched for by a copy of ours.
        _empty(self._state)
        return None

    def take(self, services: Mapping[str, Callable[[], str | None]]) -> bool:
        """Write a copy if anything changed; `services` gives each service's state as JSON text.

        A service that has nothing to say (None) keeps what the last copy said of it.
        """
        texts = {f"{name}.json": text for name, get in services.items() if (text := get())}
        digests = {name: _digest(text.encode()) for name, text in texts.items()}
        kept = {name: digest for name, digest in self._last.items() if name not in digests}
        if not texts or (digests | kept) == self._last:
            return False
        number = self._number + 1
        draft = self._folder / f"draft-{number}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, digest in (digests | kept).items():
            if self._last.get(name) == digest:
                _link(self._folder / str(self._number) / name, draft / name)
            else:
                (draft / name).write_text(texts[name])
        for blob in sorted((self._state / BLOBS).glob("*.zip")):
            _link(blob, draft / BLOBS / blob.name)
        (draft / MANIFEST).write_text(json.dumps(digests | kept, indent=1))
        draft.rename(self._folder / str(number))
        self._number, self._last = number, digests | kept
        for old in self.numbers()[KEPT:]:
            shutil.rmtree(self._folder / str(old), ignore_errors=True)
        return True

    def _sound(self, copy: Path) -> list[str] | None:
        """The files of a copy that is complete and undamaged; None of any other."""
        try:
            digests = json.loads((copy / MANIFEST).read_text())
            for name, digest in digests.items():
                if _digest((copy / name).read_bytes()) != digest:
                    return None
            blobs = [f"{BLOBS}/{blob.name}" for blob in (copy / BLOBS).glob("*.zip")]
            for blob in blobs:
                # The engine names a blob by the SHA-256 of its bytes.
                if f"{BLOBS}/{_digest((copy / blob).read_bytes())}.zip" != blob:
                    return None
        except (OSError, ValueError, AttributeError):
            return None
        return [*digests, *blobs]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)


def _empty(folder: Path, but: frozenset[str] = frozenset()) -> None:
    for entry in folder.iterdir():
        if entry.name in but:
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()

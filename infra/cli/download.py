"""Fetches a file that the API has linked to, on from where a broken connection left it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import requests

from infra.cli.client import TRIES, ApiError, Client, Json, backoff

_BLOCK = 256 * 1024


@dataclass
class Download:
    """One track's original on its way; `on_progress` hears the total of bytes that are here."""

    client: Client
    track_id: str
    on_progress: Callable[[int], None] = lambda _: None
    _etag: str | None = field(default=None, init=False)

    def look(self) -> Json:
        """What the file is called, and how big it is."""
        return self.client.original(self.track_id)

    def run(self, to: Path) -> None:
        """Write the file; nothing lies there under its name before all of it does."""
        part = to.with_name(f"{to.name}.part")
        part.unlink(missing_ok=True)
        for tried in range(1, TRIES + 1):
            said = self.look()  # A link that failed may have expired.
            with suppress(requests.RequestException):
                self._fetch(said["url"], part)
            if part.exists() and part.stat().st_size == said["size"]:
                part.replace(to)
                return
            if tried < TRIES:
                self.client.sleep(backoff(tried))
        part.unlink(missing_ok=True)
        raise ApiError("The connection to the storage broke again and again.")

    def _fetch(self, url: str, part: Path) -> None:
        here = part.stat().st_size if part.exists() else 0
        ranged = {"Range": f"bytes={here}-"} if here else {}
        with requests.get(url, headers=ranged, stream=True, timeout=60) as answer:
            answer.raise_for_status()
            goes_on = answer.status_code == HTTPStatus.PARTIAL_CONTENT
            before, self._etag = self._etag, answer.headers.get("ETag")
            if goes_on and self._etag != before:
                part.unlink()  # The artist has sent another file meanwhile.
                return
            here = here if goes_on else 0
            with part.open("ab" if goes_on else "wb") as file:
                for block in answer.iter_content(_BLOCK):
                    file.write(block)
                    here += len(block)
                    self.on_progress(here)

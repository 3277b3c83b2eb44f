"""Calls the platform's API as the signed-in person: retries, problem documents, fresh tokens."""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import requests

from infra.cli.account import Account

TRIES = 5
_TRANSIENT = frozenset({429, 500, 502, 503, 504})
_BUSY = HTTPStatus.CONFLICT

Json = dict[str, Any]


class ApiError(Exception):
    """The API refused, or kept failing; the text is the problem document's own."""

    def __init__(self, detail: str, status: int | None = None) -> None:
        super().__init__(detail)
        self.status = status


def backoff(attempt: int) -> float:
    """Seconds to wait after the `attempt`th failure: exponential, with full jitter up to 8 s."""
    return random.uniform(0.1, min(8.0, 0.5 * 2**attempt))  # noqa: S311  not a secret


class Client:
    """The operations that the command needs; `sleep` is replaced in tests."""

    def __init__(self, account: Account, sleep: Callable[[float], None] = time.sleep) -> None:
        self.account = account
        self.sleep = sleep
        self._http = requests.Session()

    def create_track(self, title: str, kind: str, file: Json, key: str | None = None) -> Json:
        """Register a track; with the `key` of an earlier call, what that one did."""
        body = {"title": title, "kind": kind, "file": file}
        return self._call("POST", "/music/tracks", body, key=key)

    def get_track(self, track_id: str) -> Json:
        return self._call("GET", f"/music/tracks/{track_id}")

    def delete_track(self, track_id: str) -> None:
        self._call("DELETE", f"/music/tracks/{track_id}")

    def tracks(self, limit: int | None = None) -> Iterator[Json]:
        """My tracks, newest first, at most `limit` of them."""
        cursor: str | None = None
        left = limit
        while True:
            page = min(left or 100, 100)
            query = {"limit": str(page)} | ({"cursor": cursor} if cursor else {})
            said = self._call("GET", "/music/tracks", query=query)
            yield from said["items"][:left]
            left = None if left is None else left - len(said["items"])
            cursor = said["next"]
            if cursor is None or (left is not None and left <= 0):
                return

    def create_upload(self, track_id: str, file: Json) -> Json:
        return self._call("POST", f"/music/tracks/{track_id}/uploads", {"file": file})

    def get_upload(self, track_id: str, upload_id: str) -> Json:
        return self._call("GET", f"/music/tracks/{track_id}/uploads/{upload_id}")

    def sign_parts(self, track_id: str, upload_id: str, numbers: list[int]) -> list[Json]:
        path = f"/music/tracks/{track_id}/uploads/{upload_id}/parts"
        parts: list[Json] = self._call("POST", path, {"numbers": numbers})["parts"]
        return parts

    def complete_upload(self, track_id: str, upload_id: str, parts: list[Json]) -> None:
        path = f"/music/tracks/{track_id}/uploads/{upload_id}/complete"
        self._call("POST", path, {"parts": parts})

    def abort_upload(self, track_id: str, upload_id: str) -> None:
        """Give a grant back; a conflict when its file has arrived."""
        self._call("DELETE", f"/music/tracks/{track_id}/uploads/{upload_id}")

    def original(self, track_id: str) -> Json:
        """A link to the file as it was sent."""
        return self._call("GET", f"/music/tracks/{track_id}/original")

    def playback(self, track_id: str) -> Json:
        return self._call("POST", f"/music/tracks/{track_id}/playback")

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """Any operation of the API: what it answers. ApiError."""
        return self._call(method, path, body)

    def _call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        query: Json | None = None,
        key: str | None = None,
    ) -> Json:
        headers: dict[str, str] = {}
        if method == "POST":
            # One key for all tries: a lost answer is replayed, never done twice.
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        for attempt in range(1, TRIES + 1):
            self.account = self.account.fresh()
            headers["Authorization"] = f"Bearer {self.account.id_token}"
            failed: ApiError
            try:
                answer = self._http.request(
                    method,
                    self.account.stack.url + path,
                    json=body,
                    params=query,
                    headers=headers,
                    timeout=60,
                )
            except requests.RequestException:
                failed = ApiError(f"{self.account.stack.url} does not answer: is the stack up?")
            else:
                if answer.ok:
                    said: Json = answer.json() if answer.content else {}
                    return said
                failed = ApiError(_detail(answer), answer.status_code)
                # A conflict after a first try may be our own, whose answer was lost.
                twin = answer.status_code == _BUSY and attempt > 1 and attempt < TRIES
                if answer.status_code not in _TRANSIENT and not twin:
                    raise failed
            if attempt < TRIES:
                self.sleep(backoff(attempt))
        raise failed


def _detail(answer: requests.Response) -> str:
    try:
        said = answer.json()
        detail = str(said.get("detail") or said.get("title") or said.get("message"))
        return "\n".join([detail, *(f"  {e['at']}: {e['why']}" for e in said.get("errors", ()))])
    except (ValueError, AttributeError, TypeError, KeyError):
        return f"{answer.status_code} {answer.reason}"

"""Sends a file to S3 as the API grants it: one POST, or parts that are retried and resumed."""

import mimetypes
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import requests
from urllib3.filepost import encode_multipart_formdata

from infra.cli.client import TRIES, ApiError, Client, Json, backoff
from infra.cli.memory import Memory

PARALLEL = 4
MOST_BYTES = 5 * 1024**3
_BEGINS = "The same command begins again."
_SENDS_AGAIN = "The same command sends the file again, to the same track."
_GOES_ON = "The same command goes on where this one stopped."
_ARRIVED = "The file has arrived: `didit360 tracks` shows what becomes of it."
_BLOCK = 256 * 1024
_TYPES = {
    ".aif": "audio/aiff",
    ".aiff": "audio/aiff",
    ".alac": "audio/mp4",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mkv": "video/x-matroska",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".wma": "audio/x-ms-wma",
}

OnProgress = Callable[[int], None]


def content_type(path: Path) -> str:
    """What the file says it is by its name; the workflow finds out what it really is."""
    guessed = _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or ""
    return guessed if guessed.startswith(("audio/", "video/")) else "application/octet-stream"


class _Body:
    """Bytes that report how far they have been read; `requests` streams it with its length."""

    def __init__(self, data: bytes, on_read: OnProgress) -> None:
        self._data = memoryview(data)
        self._on_read = on_read
        self._at = 0

    def __len__(self) -> int:
        return len(self._data)

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(_BLOCK):
            yield block

    def read(self, size: int = -1) -> bytes:
        """The next bytes, in blocks small enough for a smooth bar."""
        step = _BLOCK if size < 0 else min(size, _BLOCK)
        block = self._data[self._at : self._at + step]
        self._at += len(block)
        self._on_read(self._at)
        return bytes(block)


@dataclass
class Uploader:
    """One file on its way; `on_progress` hears the total of bytes sent."""

    client: Client
    file: Path
    title: str
    kind: str
    on_progress: OnProgress
    asked: Json = field(default_factory=dict)
    """What is wanted of the file: normalise, av1, follows (a track id)."""
    resumed: bool = field(default=False, init=False)
    """The track is one that an earlier, interrupted run registered."""
    was_there: bool = field(default=False, init=False)
    """An earlier run had sent the whole file."""
    when_interrupted: str = field(default=_BEGINS, init=False)
    """What the same command will do, should this run be interrupted now."""
    _sent: dict[int, int] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def run(self) -> str:
        """Send the file, or what is missing of it; the track's id."""
        self._require_size()
        memory = Memory.of(self.file, self.client.account.stack.url, self.asked)
        begun = memory.read()
        track_id = self._go_on(memory, *begun) if begun else None
        self.resumed = track_id is not None
        if track_id is None:
            if begun:
                memory.forget()
            track_id = self._begin(memory)
        self.when_interrupted = _ARRIVED
        memory.forget()
        return track_id

    def _require_size(self) -> None:
        """ApiError, before a track is registered, for a file that no grant is given for."""
        size = self.file.stat().st_size
        if not size:
            raise ApiError(f"{self.file.name} is empty.")
        if size > MOST_BYTES:
            most = f"{MOST_BYTES // 1024**3} GiB"
            raise ApiError(f"{self.file.name} has {size / 1024**3:.1f} GiB: at most {most} go.")

    def _begin(self, memory: Memory) -> str:
        key, used = memory.key()
        try:
            said = self.client.create_track(self.title, self.kind, self._described(), key)
        except ApiError as error:
            if used and error.status == HTTPStatus.UNPROCESSABLE_ENTITY:
                memory.forget()  # The key stands for another title or kind.
                return self._begin(memory)
            raise
        track_id: str = said["track"]["id"]
        upload_id: str = said["upload"]["upload_id"]
        # A replayed answer's grant may be old.
        if used and self._go_on(memory, track_id, upload_id):
            self.resumed = True
        elif used:
            memory.forget()
            return self._begin(memory)
        else:
            self._send(memory, track_id, said["upload"])
        return track_id

    def _go_on(self, memory: Memory, track_id: str, upload_id: str) -> str | None:
        """Finish an upload that was begun; None when its track is gone."""
        try:
            status = self._status(track_id, upload_id)
            if status is None:
                # The grant is gone, but the draft waits for a file: it is not left behind.
                grant = self.client.create_upload(track_id, self._described())["upload"]
                self._send(memory, track_id, grant)
            elif status["state"] == "granted":
                self.when_interrupted = _GOES_ON
                have = {part["number"] for part in status["parts"]}
                self._parts(track_id, status, have, {})
            else:
                self.was_there = True
        except ApiError as error:
            if error.status in {403, 404}:
                return None
            raise
        return track_id

    def _status(self, track_id: str, upload_id: str) -> Json | None:
        """How far an upload has come; None when only another one can bring the file."""
        try:
            status = self.client.get_upload(track_id, upload_id)
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT:
                return {"state": "uploaded"}  # Complete, though its event has not been heard yet.
            if error.status in {403, 404}:
                return None
            raise
        if status["state"] == "failed":
            return None
        if status["state"] == "granted" and not status["part_count"]:
            return self._given_back(track_id, upload_id)
        return status

    def _given_back(self, track_id: str, upload_id: str) -> Json | None:
        """One POST is not resumed: its grant is exchanged for another, unless it was used."""
        try:
            self.client.abort_upload(track_id, upload_id)
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT:
                return {"state": "uploaded"}
            if error.status != HTTPStatus.NOT_FOUND:
                raise
        return None

    def _described(self) -> Json:
        size = self.file.stat().st_size
        return {"size": size, "content_type": content_type(self.file), **self.asked}

    def _send(self, memory: Memory, track_id: str, grant: Json) -> None:
        memory.write(track_id, grant["upload_id"])
        if grant["method"] == "post":
            self.when_interrupted = _SENDS_AGAIN
            self._post(grant)
        else:
            self.when_interrupted = _GOES_ON
            self._parts(track_id, grant, set(), {p["number"]: p["url"] for p in grant["parts"]})

    def _post(self, grant: Json) -> None:
        form = {**grant["fields"], "file": (self.file.name, self.file.read_bytes())}
        body, kind = encode_multipart_formdata(form)

        def attempt() -> requests.Response:
            data = _Body(body, lambda at: self._told(0, min(at, self.file.stat().st_size)))
            return requests.post(
                grant["url"], data=data, headers={"Content-Type": kind}, timeout=60
            )

        self._retried(attempt)

    def _parts(self, track_id: str, grant: Json, have: set[int], urls: dict[int, str]) -> None:
        upload_id, size = grant["upload_id"], grant["part_size"]
        numbers = range(1, grant["part_count"] + 1)
        total = self.file.stat().st_size
        for number in have:
            self._told(number, min(size, total - (number - 1) * size))

        def send(number: int) -> None:
            with self.file.open("rb") as file:
                file.seek((number - 1) * size)
                data = file.read(size)

            def attempt() -> requests.Response:
                # Taken once: a URL that failed may have expired, so the next try gets another.
                url = urls.pop(number, None) or self._url(track_id, upload_id, number)
                body = _Body(data, lambda at: self._told(number, at))
                return requests.put(url, data=body, timeout=60)

            self._retried(attempt)

        self._all(send, [number for number in numbers if number not in have])
        arrived = self.client.get_upload(track_id, upload_id)["parts"]
        parts = [{"number": part["number"], "etag": part["etag"]} for part in arrived]
        self.client.complete_upload(track_id, upload_id, parts)

    def _url(self, track_id: str, upload_id: str, number: int) -> str:
        with self._lock:  # The client's connection is used by one thread at a time.
            url: str = self.client.sign_parts(track_id, upload_id, [number])[0]["url"]
            return url

    def _all(self, send: Callable[[int], None], numbers: list[int]) -> None:
        with ThreadPoolExecutor(PARALLEL) as pool:
            running = [pool.submit(send, number) for number in numbers]
            try:
                done, _ = wait(running, return_when=FIRST_EXCEPTION)
            finally:
                # On a failure or Ctrl-C, parts that have not begun are left for the next run.
                pool.shutdown(wait=False, cancel_futures=True)
            for future in done:
                future.result()

    def _retried(self, attempt: Callable[[], requests.Response]) -> None:
        for tried in range(1, TRIES + 1):
            try:
                answer = attempt()
                if answer.ok:
                    return
                failed = ApiError(f"The storage refused: {answer.text[:300]}", answer.status_code)
            except requests.RequestException as error:
                failed = ApiError(f"The connection to the storage broke: {error}")
            hopeless = failed.status is not None and 400 <= failed.status < 500
            if tried == TRIES or (hopeless and failed.status not in {403, 408, 429}):
                raise failed
            self.client.sleep(backoff(tried))

    def _told(self, number: int, sent: int) -> None:
        with self._lock:
            self._sent[number] = sent
            total = sum(self._sent.values())
        self.on_progress(total)

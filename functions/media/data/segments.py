"""Put a run's many small objects into the streams bucket, several at a time."""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from media.data import storage

AT_ONCE = 8
AHEAD = 2 * AT_ONCE
"""Objects held in memory at most: `upload` takes the next when one of them has gone."""


@dataclass(frozen=True, slots=True)
class Piece:
    key: str
    body: bytes
    content_type: str
    cache_control: str = storage.IMMUTABLE


def upload(pieces: Iterable[Piece]) -> None:
    """Write them all; the first failure is raised, and nothing more is begun after it."""
    waiting: set[Future[None]] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for piece in pieces:
            waiting.add(
                pool.submit(
                    storage.put_bytes,
                    piece.body,
                    piece.key,
                    piece.content_type,
                    piece.cache_control,
                )
            )
            if len(waiting) >= AHEAD:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                _raise_first(done)
        _raise_first(waiting)


def fetch(keys: Iterable[str]) -> Iterable[bytes]:
    """The objects' bytes in the order of `keys`, a few fetched ahead."""
    ahead: list[Future[bytes]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for key in keys:
            ahead.append(pool.submit(storage.get_bytes, key))
            if len(ahead) >= AHEAD:
                yield ahead.pop(0).result()
        for future in ahead:
            yield future.result()


def _raise_first(done: Iterable[Future[None]]) -> None:
    for future in done:
        future.result()

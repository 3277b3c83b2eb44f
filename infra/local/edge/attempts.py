"""How often one address may try to sign up or in, as the web ACL of the user pool has it on AWS."""

import math
import time
from collections import deque
from collections.abc import Callable

SECONDS = 300

_MOST_ADDRESSES = 10_000


class Attempts:
    """The last minutes' attempts of each address, kept in memory: one process serves the edge."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._of: dict[str, deque[float]] = {}

    def wait(self, address: str) -> int | None:
        """Count an attempt; whole seconds until the next is worth it, None if this one is fine."""
        now = self._clock()
        if address not in self._of and len(self._of) >= _MOST_ADDRESSES:
            self._forget(now)
        past = self._of.setdefault(address, deque(maxlen=self._most))
        while past and past[0] <= now - SECONDS:
            past.popleft()
        if len(past) < self._most:
            past.append(now)
            return None
        return max(1, math.ceil(past[0] + SECONDS - now))

    def _forget(self, now: float) -> None:
        self._of = {who: past for who, past in self._of.items() if past[-1] > now - SECONDS}

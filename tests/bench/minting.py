"""Mints per second, from the ask to the confirmed token, on the house's own chain."""

import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from tests.bench.measure import Ratio, in_turn
from tests.house import Person
from tests.stack.minting_scene import ENDED, Artist, works

AT_ONCE = 64
ALONE = 4
"""One after the other, each when the one before is confirmed."""
RUNS = 3
LEAST = 8
_SECONDS = 300
_PAUSE = 0.5
"""Between two looks at an edition."""


def mint_c64_over_c1(house: LocalStack) -> Ratio:
    """[mint_c64_over_c1] editions confirmed in a second: 64 asked for at once over one at a time.

    One alone waits for its confirmations, blocks of a second each; many wait for the same blocks.
    What bounds them then is this machine's processors: each edition takes six calls of functions
    in processes of their own, beside PostgreSQL, the engine and the chain, on as many cores as
    there are.
    """
    account = sign_up(house, "bench@didit360.example", house.secret("bench"), "artist")
    artist = Artist(Person(house, account), 0xBE)
    artist.link()
    sheet = artist.sheet()

    def one(work: str) -> None:
        path = f"/nfts/editions/{artist.mint(work, sheet)['id']}"
        deadline = time.monotonic() + _SECONDS
        while True:
            reply = artist.person.call("GET", path)
            # An app that is told to wait a moment does.
            if reply.status_code != HTTPStatus.TOO_MANY_REQUESTS and reply.json()["state"] in ENDED:
                break
            assert time.monotonic() < deadline, reply.text
            time.sleep(_PAUSE)
        assert reply.json()["state"] == "minted", reply.text

    def rate(count: int, at_once: int) -> float:
        todo = works(house, artist.id, count)
        began = time.monotonic()
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(one, todo))
        return count / (time.monotonic() - began)

    return in_turn(
        "mint_c64_over_c1",
        f"editions confirmed a second: {AT_ONCE} at once / one at a time",
        lambda: rate(AT_ONCE, AT_ONCE),
        lambda: rate(ALONE, 1),
        runs=RUNS,
        least=LEAST,
    )


def run() -> list[Ratio]:
    """On a house of its own."""
    with (
        tempfile.TemporaryDirectory() as name,
        LocalStack(Path(name) / "minting", Ports.free()) as house,
    ):
        return [mint_c64_over_c1(house)]


if __name__ == "__main__":
    for result in run():
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")

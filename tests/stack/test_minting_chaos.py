"""Two hundred mints at once, and a step, the node and the whole house are killed under them."""

import json
import os
import signal
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from didit360 import ids
from infra.local import sweeping
from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from nfts.domain.edition import id_of
from tests.house import PASSWORD, Person, wait_until
from tests.stack.minting_scene import Artist, OnChain, works
from tests.stack.test_chaos import children, processes

MINTS = 200
ARTISTS = 4
ASKING = 8
SECONDS = 300
STEP = b"_HANDLER=nfts.steps."

Wanted = tuple[Artist, str, str]
"""Who asks, their sheet, their work."""


@dataclass
class App:
    """Asks for one mint, and again until it is told: under the same key, as apps do."""

    up: threading.Event = field(default_factory=threading.Event)

    def ask(self, artist: Artist, sheet: str, work: str) -> None:
        terms = {"work_id": work, "sheet_id": sheet, "kind": "fixed", "supply": 10, "quantity": 1}
        for _ in range(100):
            assert self.up.wait(SECONDS), "the house is not up again"
            try:
                reply = artist.person.call("POST", "/nfts/editions", terms, Idempotency_Key=work)
            except requests.RequestException:
                continue
            if reply.status_code in (201, 409) and "idempotency" not in reply.text:
                return
            assert reply.status_code >= 500 or reply.status_code in (401, 409), reply.text
        raise AssertionError(f"nobody answers about {work}")


@pytest.mark.timeout(900)
def test_each_is_minted_once_whatever_dies(tmp_path: Path) -> None:
    home, ports, app = tmp_path / "house", Ports.free(), App()

    def up() -> LocalStack:
        house = houses.enter_context(LocalStack(home, ports, snapshot_seconds=5))
        app.up.set()
        return house

    pool = ThreadPoolExecutor(ASKING)
    with ExitStack() as houses:
        # Whoever still asks when this fails is not waited for.
        houses.callback(pool.shutdown, wait=False, cancel_futures=True)
        house = up()
        wanted = list(scene(house))
        house.engine.snapshot()
        asked = [pool.submit(app.ask, *one) for one in wanted]

        wait_for(house, MINTS // 10)
        kill_steps(house)
        wait_for(house, MINTS // 5)
        house.chain.kill()
        house.restart_chain()
        wait_for(house, MINTS // 2)
        app.up.clear()
        kill_everything(house)
        house.stop()
        house = up()

        settled(asked)
        # A killed engine forgets its last seconds, and with them what was asked in them.
        known = editions(house)
        settled(pool.submit(app.ask, *one) for one in wanted if id_of(one[2]) not in known)
        go_on(house, wanted)

        rows, chain = editions(house), OnChain(house)
        assert chain.published() == {
            ids.number(id_): [row["minted"]["transaction"]] for id_, row in rows.items()
        }
        assert len(rows) == MINTS
        for artist, _, work in wanted:
            assert chain.balance(artist.key.address, ids.number(id_of(work))) == 1
        shown_in_the_market(wanted)
        sweeping.sweep_mints(house)
        assert held(house) == {}


def scene(house: LocalStack) -> Iterable[Wanted]:
    for number in range(ARTISTS):
        person = Person(house, sign_up(house, f"a{number}@test.example", PASSWORD, "artist"))
        artist = Artist(person, 0xC0 + number)
        artist.link()
        sheet = artist.sheet()
        for work in works(house, artist.id, MINTS // ARTISTS):
            yield artist, sheet, work


def editions(house: LocalStack) -> dict[str, dict[str, Any]]:
    """Every edition that the house knows of."""
    pages = house.client("dynamodb").get_paginator("scan")
    return {
        item["id"]["S"]: json.loads(item["mint"]["S"])
        for page in pages.paginate(TableName=house.outputs["editions_table"])
        for item in page["Items"]
    }


def states(house: LocalStack) -> Counter[str]:
    return Counter(row["state"] for row in editions(house).values())


def wait_for(house: LocalStack, count: int) -> None:
    wait_until(lambda: states(house)["minted"] >= count, SECONDS, f"{count} mints")


def go_on(house: LocalStack, wanted: Iterable[Wanted]) -> None:
    """Until all are minted: artists resume what tells them that it failed."""
    artists = {id_of(work): artist for artist, _, work in wanted}

    def all_minted() -> bool:
        rows = editions(house)
        for id_, row in rows.items():
            if row["state"] == "failed":
                artists[id_].person.call("POST", f"/nfts/editions/{id_}/resume")
        return Counter(row["state"] for row in rows.values()) == {"minted": MINTS}

    wait_until(all_minted, SECONDS, "the last mint")


def shown_in_the_market(wanted: Iterable[Wanted]) -> None:
    """What followed the chain was killed with the house, too: it saw each of them, and once."""
    theirs: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    for artist, _, work in wanted:
        theirs[artist.seed].append((id_of(work), 1))

    def shown(artist: Artist) -> list[tuple[str, int]]:
        return [(one["edition_id"], one["quantity"]) for one in artist.every("/collection")]

    for artist in {artist.seed: artist for artist, _, _ in wanted}.values():
        with suppress(AssertionError):  # the comparison says more
            wait_until(partial(_same, theirs[artist.seed], partial(shown, artist)), SECONDS)
        assert sorted(shown(artist)) == sorted(theirs[artist.seed])


def _same(wanted: list[Any], ask: Callable[[], list[Any]]) -> bool:
    return sorted(wanted) == sorted(ask())


def settled(asked: Iterable[Future[None]]) -> None:
    for one in list(asked):
        one.result(SECONDS)


def kill_steps(house: LocalStack) -> None:
    """SIGKILL for every environment of the workflow's functions: some are in the middle of one."""
    engine = f"AWS_ENDPOINT_URL={house.engine.url}".encode()
    found = [
        pid
        for pid, said in processes()
        if engine in said and any(entry.startswith(STEP) for entry in said)
    ]
    assert found
    for pid in found:
        os.kill(pid, signal.SIGKILL)


def kill_everything(house: LocalStack) -> None:
    """As if the machine lost power: SIGKILL for all programs at once, not for their keepers."""
    house.chain.kill()
    for program in house.programs:
        for pid in children(program.pid):
            # The chain's keeper of time goes by itself, with the chain.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    for program in house.programs:
        program.keeper.wait(30)


def held(house: LocalStack) -> dict[str, Any]:
    """The nonces that somebody still holds."""
    rows = house.client("dynamodb").scan(
        TableName=house.outputs["sends_table"],
        FilterExpression="entry = :nonces",
        ExpressionAttributeValues={":nonces": {"S": "nonces"}},
    )["Items"]
    (row,) = rows
    taken: dict[str, Any] = row["taken"]["M"]
    return taken

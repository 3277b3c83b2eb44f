"""What anybody may write into a log: the market reads on, and is built again as it was."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from eth_abi.abi import encode

from didit360 import database as database_
from didit360.log import logger
from nfts.data import follower, ledger
from nfts.domain import abi, logs
from nfts.domain.blocks import Log
from tests.unit.aws import aws as fresh_aws
from tests.unit.nfts import market as tables
from tests.unit.nfts.fake_chain import FakeChain
from tests.unit.nfts.test_market_rebuild import images, rebuild, told
from tests.unit.nfts.world import ACCOUNTS, RELEASES, TOKENS, World

CHAIN = "31337"
ANNA, FANNY, _ = ACCOUNTS
ITEM = 400 * 1024
"""Of DynamoDB; the tests' own takes larger ones."""


class Scene:
    """A market that follows a chain; the last block may be given any logs."""

    def __init__(self) -> None:
        tables.empty()
        self.world, self.chain = World(), FakeChain()
        self.world.begin()
        self.world.mint(TOKENS[0], ANNA, 10)
        self.world.mine()
        lease = ledger.take_lease(int(CHAIN), "one", 60)
        assert lease
        self.lease = lease

    def hear(self, *said: Log) -> None:
        self.world.mine()
        self.world.transfer(TOKENS[0], ANNA, FANNY, 1)
        self.chain.show(self.world.logs, self.world.block, "a")
        self.chain.found += said
        before = images(CHAIN)
        assert follower.follow(self.chain, self.lease) is False
        told(before, images(CHAIN))

    def log(self, event: str, indexed: list[bytes], data: bytes) -> Log:
        block = self.world.block + 1
        hash_ = f"0xa{block}"
        topics = (abi.RELEASES.topic(event), *indexed)
        return Log(RELEASES, topics, data, block, hash_, f"{hash_}5", 0, 5)

    def uri(self, text: bytes) -> Log:
        number = encode(["uint256"], [TOKENS[0]])
        return self.log("URI", [number], encode(["bytes"], [text]))

    def batch(self, sender: str, to: str, ids: list[int], values: list[int]) -> Log:
        people = [encode(["address"], [one]) for one in (sender, sender, to)]
        data = encode(["uint256[]", "uint256[]"], [ids, values])
        return self.log("TransferBatch", people, data)

    def held(self) -> dict[tuple[str, str], int]:
        rows = database_.all("select owner, token_id::text, quantity::bigint from holdings")
        return {(row["owner"], row["token_id"]): row["quantity"] for row in rows}

    def text(self) -> str:
        (row,) = database_.all("select uri from tokens where token_id = %s", [TOKENS[0]])
        return str(row["uri"])

    def is_the_same_again(self) -> None:
        before = tables.dump()
        assert follower.read_again(self.chain, self.chain.settings.start_block)[0] == 0
        tables.empty()
        rebuild()
        assert {**tables.dump(), "lots": []} == {**before, "lots": []}


@pytest.fixture
def scene(database: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    from nfts.data import market_sources

    database("nfts")
    monkeypatch.setattr(market_sources, "of_token", lambda _: None)
    monkeypatch.setattr(market_sources, "orders", lambda _after, _limit: ([], None))
    with fresh_aws():
        yield Scene()


def sizes() -> list[int]:
    return [len(json.dumps(entry.args)) for entry in ledger.between(CHAIN, (0, 0), None)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (b"\xff", "\ufffd"),
        (b"ipfs://a\xc3", "ipfs://a\ufffd"),
        (b"ipfs://a\x00b", "ipfs://a\ufffdb"),
        (b"x" * 500_000, "x" * logs.MOST_TEXT),
    ],
)
def test_a_text_may_be_any_bytes(scene: Scene, text: bytes, shown: str) -> None:
    scene.hear(scene.uri(text))
    assert scene.text() == shown
    assert scene.held()[FANNY, str(TOKENS[0])] == 1
    assert max(sizes()) < ITEM
    scene.is_the_same_again()


@pytest.mark.parametrize("pairs", [0, 5_500])
def test_a_batch_that_moves_nothing_is_none(scene: Scene, pairs: int) -> None:
    before = len(sizes())
    scene.hear(scene.batch(FANNY, ANNA, [2**256 - 1] * pairs, [0] * pairs))
    assert len(sizes()) == before + len(scene.world.logs)
    assert str(2**256 - 1) not in {token for _, token in scene.held()}
    scene.is_the_same_again()


def test_one_token_to_oneself_five_thousand_times_is_one_line(scene: Scene) -> None:
    scene.hear(scene.batch(ANNA, ANNA, [TOKENS[0]] * 5_500, [1] * 5_500))
    assert scene.held()[ANNA, str(TOKENS[0])] == 9
    assert max(sizes()) < 1_000
    scene.is_the_same_again()


def test_a_batch_of_more_than_an_item_holds_is_kept_in_parts(scene: Scene) -> None:
    ids = [2**256 - 1 - number for number in range(2 * logs.AT_ONCE + 1)]
    scene.hear(scene.batch(ANNA, FANNY, ids, [2] * len(ids)))
    held = scene.held()
    assert [held[FANNY, str(one)] for one in ids] == [2] * len(ids)
    assert max(sizes()) < ITEM
    places = [entry.place for entry in ledger.between(CHAIN, (0, 0), None)]
    assert places == sorted(places)
    assert [index for block, index in places if block == scene.world.block] == [
        *(0, 5, 1_000_005, 2_000_005)
    ]
    scene.is_the_same_again()
    scene.world = scene.world.forked("b")
    scene.hear()
    assert {token for _, token in scene.held()} == {str(TOKENS[0])}


@pytest.mark.parametrize(
    "unreadable",
    [
        lambda scene: scene.log("URI", [bytes(32)], b"\x01" * 40),
        lambda scene: scene.log("URI", [], encode(["bytes"], [b"a"])),
        lambda scene: scene.batch(
            ANNA, FANNY, list(range(logs.MOST_PARTS * logs.AT_ONCE + 1)), [1] * 27_001
        ),
    ],
)
def test_a_log_that_nobody_can_read_is_told_and_stops_nothing(
    scene: Scene,
    unreadable: Callable[[Scene], Log],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    said: list[tuple[str, int]] = []

    def told_of(what: str, **more: Any) -> None:
        said.append((what, more["index"]))

    monkeypatch.setattr(logger(), "error", told_of)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "nfts")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "follow")
    scene.hear(unreadable(scene))
    assert said == [("a log is unreadable", 5)]
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    assert [one["UnreadableLogs"] for one in told] == [[1]]
    assert [one["function_name"] for one in told] == ["follow"]
    assert scene.held()[FANNY, str(TOKENS[0])] == 1
    scene.is_the_same_again()

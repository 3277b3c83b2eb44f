"""The market on the running platform is what the chain says: sold, taken back, built anew."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests
from eth_abi.abi import encode
from eth_account import Account as Keys
from eth_utils.crypto import keccak

from infra.cli.market import steps
from infra.local.seed.stores import as_product
from infra.local.stack import LocalStack
from nfts.domain import abi
from tests.house import Person, wait_until
from tests.stack.minting_scene import Artist, Json, OnChain, works

ZERO = "0x" + "0" * 40
EVER = 2**40 - 1
_BATCH = keccak(text="safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)")[:4]
PRICE = 10**15
SOON = 120
"""Seconds until what is on the chain must be in the market: a run may just have ended."""


@dataclass(frozen=True)
class Wallet:
    """A key that sends what it likes to the contracts, and pays for it itself."""

    house: LocalStack
    key: Any

    def rich(self) -> "Wallet":
        ask(self.house, "anvil_setBalance", self.key.address, hex(10**20))
        return self

    def send(self, contract: str, data: bytes, value: int = 0, gas: int = 500_000) -> Json:
        """The receipt, in a block that is made for it."""
        chain = OnChain(self.house).chain
        fees = chain.fees()
        signed = self.key.sign_transaction(
            {
                "chainId": chain.id,
                "nonce": chain.transaction_count(self.key.address),
                "to": contract,
                "data": data,
                "value": value,
                "gas": gas,
                "maxFeePerGas": fees.max_fee,
                "maxPriorityFeePerGas": fees.priority_fee,
                "type": 2,
            }
        )
        hash_ = chain.send(bytes(signed.raw_transaction))
        receipt = wait_until(lambda: chain.receipt(hash_), 20, "the block")
        assert receipt.succeeded, hash_
        return {"block": receipt.block_number}


def ask(house: LocalStack, method: str, *parameters: Any) -> Any:
    body: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}
    answer = requests.post(house.chain.url, json=body, timeout=20).json()
    assert "error" not in answer, answer
    return answer["result"]


@dataclass
class Market:
    house: LocalStack
    artist: Artist
    fan: Artist
    edition: Json

    @property
    def token(self) -> int:
        return int(self.edition["token"]["token_id"])

    @property
    def contracts(self) -> Any:
        return OnChain(self.house).chain.contracts

    def wallet(self, of: Artist) -> Wallet:
        return Wallet(self.house, of.key).rich()

    def buy(self, quantity: int) -> None:
        data = abi.RELEASES.call("buy", self.token, quantity)
        self.wallet(self.fan).send(self.contracts.releases, data, PRICE * quantity)

    def item(self) -> Json | None:
        answer = self.fan.person.call("GET", f"/nfts/market/{self.edition['id']}")
        found: Json = answer.json()
        return found if answer.ok else None

    def until(self, holds: Callable[[Json], object], what: str) -> Json:
        def settled() -> Json | None:
            item = self.item()
            return item if item and holds(item) else None

        return wait_until(settled, SOON, what)

    def held(self) -> int:
        items = self.fan.do("GET", "/collection")["items"]
        return sum(one["quantity"] for one in items if one["edition_id"] == self.edition["id"])

    def dump(self) -> dict[str, list[str]]:
        """Every row of the market's tables; without the moments at which they were written."""
        from psycopg import sql

        from didit360 import database

        found = {}
        with as_product(self.house, "nfts"), database.transaction() as tx:
            names = tx.all("select tablename from pg_tables where schemaname = 'nfts' order by 1")
            for name in (row["tablename"] for row in names):
                query = sql.SQL("select to_jsonb(t) - 'checked_at' as row from {} t")
                if name not in ("migrations", "outbox"):
                    rows = tx._connection.execute(query.format(sql.Identifier(name)))
                    found[name] = sorted(json.dumps(row["row"], sort_keys=True) for row in rows)
        return found

    def takes_another_biography(self) -> None:
        """And keeps the name: the market has heard of it."""
        me = self.artist.person.call("GET", "/accounts/me")
        tag, told = {"If_Match": me.headers["ETag"]}, {"bio": f"Sings. {time.time_ns()}"}
        before = self.revision()
        changed = self.artist.person.call("PATCH", "/accounts/me", told, **tag)
        assert changed.status_code == 200, changed.text
        wait_until(lambda: self.revision() > before, SOON, "the artist's card in the market")

    def revision(self) -> int:
        """Of the artist, as the market knows them."""
        from didit360 import database

        with as_product(self.house, "nfts"):
            asked = "select revision from catalogue where token_id = %s::numeric"
            row = database.one(asked, [str(self.token)])
        return int(row["revision"]) if row else 0

    def rebuild(self) -> dict[str, int]:
        functions = self.house.outputs["functions"]
        done: dict[str, int] = {}
        client = self.house.client("lambda")
        for part, count in steps(
            client, functions["reread_chain"]["id"], functions["reindex_market"]["id"]
        ):
            done[part] = done.get(part, 0) + count
        return done


@pytest.fixture(scope="module")
def market(house: LocalStack, artist: Person, fan: Person) -> Market:
    """An edition of ten that its artist has put on sale; a fan with a wallet."""
    singer, buyer = Artist(artist, 0xA1), Artist(fan, 0xFA9)
    singer.link()
    buyer.link()
    (work,) = works(house, singer.id, 1)
    edition = singer.ended(singer.mint(work, singer.sheet(), quantity=2)["id"])
    assert edition["state"] == "minted", edition["failure"]
    made = Market(house, singer, buyer, edition)
    sale = {"price": PRICE, "currency": ZERO, "opensAt": 0, "closesAt": EVER, "perWallet": 0}
    data = abi.RELEASES.call("setSale", made.token, sale)
    made.wallet(singer).send(made.contracts.releases, data)
    return made


def test_what_is_sold_on_the_chain_is_seen_in_the_market(market: Market) -> None:
    item = market.until(lambda item: item["sale"], "the sale in the market")
    assert (item["sale"]["price"], item["minted"]) == (str(PRICE), 2)
    lots = market.fan.do("GET", f"/market?artist_id={market.artist.id}&how=sale")["items"]
    (lot,) = [lot for lot in lots if lot["edition_id"] == market.edition["id"]]
    assert (lot["available"], lot["price"]) == (8, str(PRICE))
    market.buy(3)
    # Its logs may come one after the other: the token's, then the sale's.
    item = market.until(lambda item: (item["minted"], item["sold"]) == (5, 3), "what was bought")
    assert (item["holders"], len(item["sales"])) == (2, 1)
    assert market.held() == 3
    holders = market.fan.do("GET", f"/market/{market.edition['id']}/holders")["items"]
    assert [one["quantity"] for one in holders] == [3, 2]


def test_the_income_is_seen_on_its_way_until_it_is_taken_out(market: Market) -> None:
    before = market.until(lambda item: item["sale"], "the sale in the market")
    market.buy(1)
    market.until(lambda item: item["minted"] == before["minted"] + 1, "what was bought")
    payout = market.edition["token"]["split"]

    def share() -> Json | None:
        items = market.artist.do("GET", "/earnings")["items"]
        return next((one for one in items if one["contract"] == payout), None)

    def due(amount: int) -> Callable[[], bool]:
        return lambda: (one := share()) is not None and int(one["withdrawable"]) == amount

    coming = share()
    assert coming
    assert coming["split"]["on_the_way"] != "0"
    income = int(coming["split"]["on_the_way"]) + int(coming["split"]["received"])
    anyone = market.wallet(market.fan)
    releases = market.contracts.releases
    anyone.send(releases, abi.RELEASES.call("collect", [market.token]))
    anyone.send(releases, abi.RELEASES.call("withdraw", payout, ZERO))
    wait_until(due(income), SOON, "what can be withdrawn")
    anyone.send(payout, abi.SPLIT.call("withdraw", market.artist.key.address, ZERO))
    wait_until(due(0), SOON, "nothing more")
    done = share()
    assert done
    assert int(done["withdrawn"]) == int(done["earned"]) == income


def test_what_the_chain_takes_back_the_market_takes_back(market: Market) -> None:
    before = market.until(lambda item: item["sale"], "the sale in the market")
    held = market.held()
    point = ask(market.house, "evm_snapshot")
    market.buy(1)
    market.until(lambda item: item["minted"] == before["minted"] + 1, "what was bought")
    assert ask(market.house, "evm_revert", point)
    ask(market.house, "anvil_mine", hex(3))
    item = market.until(lambda item: item["minted"] == before["minted"], "that it is taken back")
    assert item["sales"] == before["sales"]
    assert market.held() == held


def test_a_work_that_is_taken_down_is_not_offered_until_it_is_back(market: Market) -> None:
    market.until(lambda item: item["sale"], "the sale in the market")
    held, holders = market.held(), f"/market/{market.edition['id']}/holders"
    held_by = market.fan.do("GET", holders)
    work_id, path = market.edition["work_id"], f"/market?artist_id={market.artist.id}"

    def offered() -> bool:
        lots = market.fan.do("GET", path)["items"]
        return any(lot["edition_id"] == market.edition["id"] for lot in lots)

    def bought() -> str:
        body = {"kind": "sale", "id": market.edition["id"]}
        reply = market.fan.person.call("POST", "/nfts/purchases", body)
        return str(reply.json().get("type", "")).rpartition(":")[2]

    assert offered()
    with as_product(market.house, "nfts"):
        from nfts.data import works as known

        work = known.find(work_id)
        assert work
        known.withdraw(work_id, work.artist_id, work.revision + 1)
    item = market.until(lambda item: item["withdrawn"], "that it is taken down")
    assert (item["sale"], item["listings"], item["auctions"]) == (None, [], [])
    assert not offered()
    assert bought() == "work-withdrawn"
    assert market.held() == held
    assert market.fan.do("GET", holders) == held_by
    before = market.dump()
    market.rebuild()
    assert market.dump() == before
    with as_product(market.house, "nfts"):
        known.put(replace(work, revision=work.revision + 2))
    market.until(lambda item: item["sale"] and not item["withdrawn"], "that it is back")
    assert offered()
    assert bought() == ""


def test_a_rebuild_gives_the_same_market_and_heals_a_spoilt_one(market: Market) -> None:
    market.until(lambda item: item["sale"], "the sale in the market")
    market.takes_another_biography()
    before = market.dump()
    assert before["lots"]
    assert before["holdings"]
    done = market.rebuild()
    assert done["logs"] == len(before["logs"])
    assert market.dump() == before
    with as_product(market.house, "nfts"):
        from didit360 import database
        from nfts.data import ledger

        with database.transaction() as tx:
            tx.run("delete from holdings")
            tx.run("update tokens set artist = 'nobody'")
            tx.run("delete from lots")
        place = next(iter(ledger.between("31337", (0, 0), None)))
        from nfts.data.ledger_rows import LogRow

        LogRow("31337", f"log#{place.block:012d}#{place.index:06d}").delete()
    assert market.rebuild()["chain"] == 1
    assert market.dump() == before


def test_hostile_logs_stop_nothing(market: Market) -> None:
    """A URI that is no UTF-8 and holds U+0000; a batch of nothing, larger than DynamoDB's items."""
    before = market.until(lambda item: item["sale"], "the sale in the market")
    releases, anyone = market.contracts.releases, market.wallet(market.fan)
    words = encode(["uint256", "bytes"], [market.token, b"ipfs://\xff\x00"])
    set_uri = abi.RELEASES.function("setURI").selector
    market.wallet(market.artist).send(releases, set_uri + words)
    said = (anyone.key.address, market.artist.key.address, [2**256 - 1] * 5_500, [0] * 5_500, b"")
    batch = encode(["address", "address", "uint256[]", "uint256[]", "bytes"], said)
    anyone.send(releases, _BATCH + batch, gas=16_700_000)
    market.buy(1)
    market.until(lambda item: item["minted"] == before["minted"] + 1, "what was bought after them")
    kept = market.dump()
    assert str(2**256 - 1) not in str(kept["holdings"] + kept["transfers"])
    assert "ipfs://\ufffd\ufffd" in {json.loads(row)["uri"] for row in kept["tokens"]}
    market.rebuild()
    assert market.dump() == kept


def test_a_key_of_nobody_has_an_empty_collection(market: Market) -> None:
    nobody = Keys.from_key((0xDEAD).to_bytes(32, "big")).address
    assert market.fan.do("GET", f"/collection?wallet={nobody}")["items"] == []

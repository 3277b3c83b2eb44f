"""People with keys: their wallets, what they sign, and a node that knows contract wallets."""

import json
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from eth_account import Account
from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount

from nfts.api import create_wallet_challenge, link_wallet, list_wallets, unlink_wallet
from nfts.data.chain import Chain
from nfts.data.chain_errors import NodeUnreachableError
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call

KEYS = {
    ARTIST: Account.from_key("0x" + "11" * 32),
    OTHER_ARTIST: Account.from_key("0x" + "22" * 32),
    FAN: Account.from_key("0x" + "33" * 32),
}
SPARE = Account.from_key("0x" + "44" * 32)
CONTRACT = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
"""A wallet that is a contract: an example of EIP-55."""


def introduce(*people: Person) -> None:
    """Others know them by their cards."""
    for person in people:
        handle = f"p{person.id[-4:]}"
        card = {
            "handle": handle,
            "name": handle.title(),
            "bio": "",
            "avatar": None,
            "links": [],
            "country": None,
            "roles": person.groups.split(","),
            "followers": 0,
            "revision": 1,
        }
        fact(person, "card", card)


def block(one: Person, other: Person) -> None:
    fact(one, f"block#{other.id}", {})


def fact(person: Person, name: str, detail: dict[str, Any]) -> None:
    row = {"person_id": person.id, "fact": name, "detail": json.dumps(detail)}
    item = {key: {"S": value} for key, value in row.items()}
    boto3.client("dynamodb").put_item(TableName="people", Item=item)


def challenge(by: Person = ARTIST, address: str | None = None, **headers: str) -> dict[str, Any]:
    body = {"address": address or KEYS[by].address}
    path = "/wallets/challenges"
    handler = create_wallet_challenge.handler
    reply = call(handler, "POST", path, body=body, by=by, headers=headers, stage="nfts")
    assert reply.status == 201, reply.text
    given: dict[str, Any] = reply.body
    return given


def signed(message: str, key: LocalAccount) -> str:
    return "0x" + key.sign_message(encode_defunct(text=message)).signature.hex()


def send(message: str, signature: str, by: Person = ARTIST) -> Reply:
    body = {"message": message, "signature": signature}
    return call(link_wallet.handler, "POST", "/wallets", body=body, by=by, stage="nfts")


def link(by: Person = ARTIST, key: LocalAccount | None = None) -> str:
    """Link a key of theirs; its address."""
    mine = key or KEYS[by]
    message = challenge(by, mine.address)["message"]
    reply = send(message, signed(message, mine), by)
    assert reply.status == 201, reply.text
    return str(reply.body["address"])


def consent(typed_data: dict[str, Any], key: LocalAccount) -> str:
    """As a wallet answers eth_signTypedData_v4: eth-account hashes it, not our own code."""
    return "0x" + key.sign_message(encode_typed_data(full_message=typed_data)).signature.hex()


@dataclass
class Node:
    """Asked about code and EIP-1271: contracts here take what is in `accepts`."""

    accepts: dict[str, bytes] = field(default_factory=dict)
    """The signature that a contract wallet takes, by its address."""
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def code(self, _: Chain, address: str) -> bytes:
        self._ask("code")
        return b"\x60" if address in self.accepts else b""

    def call(self, _: Chain, to: str, data: bytes) -> bytes:
        self._ask("call")
        magic = bytes.fromhex("1626ba7e")
        assert data.startswith(magic)
        return magic + bytes(28) if self.accepts[to] in data else bytes(32)

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.down:
            raise NodeUnreachableError("nobody answers")


def node(monkeypatch: pytest.MonkeyPatch) -> Node:
    """From now on the chain is asked here."""
    here = Node()
    monkeypatch.setattr(Chain, "code", lambda chain, address: here.code(chain, address))
    monkeypatch.setattr(Chain, "call", lambda chain, to, data: here.call(chain, to, data))
    return here


def listed(by: Person = ARTIST) -> list[dict[str, Any]]:
    reply = call(list_wallets.handler, "GET", "/wallets", by=by, stage="nfts")
    assert reply.status == 200
    items: list[dict[str, Any]] = reply.body["items"]
    return items


def unlink(address: str, by: Person = ARTIST) -> int:
    path = f"/wallets/{address}"
    return call(unlink_wallet.handler, "DELETE", path, by=by, stage="nfts").status

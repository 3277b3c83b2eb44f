"""How a wallet is linked: by a signature over what its person was given, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from didit360 import clock
from didit360.clock import now
from nfts.api import (
    create_wallet_challenge,
    link_wallet,
    wallet_guards,
)
from nfts.data import wallets
from nfts.domain.siwe import MAX_CHARACTERS, Message
from tests.unit.aws import ARTIST, CHAIN, FAN, Person, call
from tests.unit.nfts.wallets import (
    CONTRACT,
    KEYS,
    SPARE,
    Node,
    challenge,
    introduce,
    listed,
    send,
    signed,
)

pytestmark = pytest.mark.usefixtures("aws")
MINE = KEYS[ARTIST]


def resigned(change: Callable[[Message], Message], by: Person = ARTIST) -> str:
    """The code that a message of ours with something else in it gets, well signed."""
    text = change(Message.read(challenge(by)["message"])).text
    return send(text, signed(text, KEYS[by]), by).problem()


def test_the_challenge_has_all_that_is_signed_and_names_the_account() -> None:
    introduce(ARTIST)

    given = challenge(origin="https://app.didit360.example")

    message = Message.read(given["message"])
    assert given["domain"] == message.domain == "app.didit360.example"
    assert given["uri"] == message.uri == "https://didit360.example/nfts/wallets"
    assert given["chain_id"] == message.chain_id == CHAIN["chain_id"]
    assert given["address"] == message.address == MINE.address
    assert given["nonce"] == message.nonce
    assert given["version"] == message.version == "1"
    assert given["statement"] == "Link this wallet to the Didit360 account of p0001."
    assert message.scheme is None
    assert message.expires_at is not None
    assert message.expires_at - message.issued_at == timedelta(minutes=10)
    assert len({challenge()["nonce"] for _ in range(5)}) == 5


def test_a_page_that_is_none_of_ours_is_given_our_own_domain() -> None:
    assert challenge(origin="https://evil.example")["domain"] == "didit360.example"


def test_a_wallet_is_linked_by_its_signature(asked: Node) -> None:
    assert listed() == []

    message = challenge(address=MINE.address.lower())["message"]
    reply = send(message, signed(message, MINE))

    assert reply.status == 201
    assert reply.body["address"] == MINE.address
    assert reply.body["primary"] is True
    assert listed() == [reply.body]
    assert wallets.owner(MINE.address) == ARTIST.id
    assert wallets.primaries([ARTIST.id, FAN.id]) == {ARTIST.id: MINE.address}
    assert [one.address for one in wallets.of(ARTIST.id)] == [MINE.address]
    assert asked.asked == [], "no node has a say in what a key signed"


def test_a_message_is_used_once() -> None:
    message = challenge()["message"]
    assert send(message, signed(message, MINE)).status == 201

    again = send(message, signed(message, MINE))

    assert (again.status, again.problem()) == (409, "nonce-used")


def test_another_s_nonce_is_none() -> None:
    message = challenge(FAN)["message"]

    assert send(message, signed(message, KEYS[FAN]), by=ARTIST).problem() == "unknown-nonce"
    assert resigned(lambda one: replace(one, nonce="0" * 32)) == "unknown-nonce"
    assert listed(FAN) == []


def test_a_message_ends_and_none_is_good_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    message = challenge()["message"]
    signature = signed(message, MINE)
    hour = timedelta(hours=1)
    for at, code in ((now() + hour, "message-expired"), (now() - hour, "not-yet-valid")):
        monkeypatch.setattr(wallet_guards, "now", lambda at=at: at)
        assert send(message, signature).problem() == code
    monkeypatch.setattr(wallet_guards, "now", clock.now)
    assert resigned(lambda one: replace(one, not_before=now() + hour)) == "not-yet-valid"
    assert resigned(lambda one: replace(one, expires_at=now() - hour)) == "message-expired"
    assert send(message, signature).status == 201


def test_a_longer_life_than_was_given_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    given = Message.read(challenge()["message"])
    text = replace(given, expires_at=None).text
    monkeypatch.setattr(wallet_guards, "now", lambda: now() + timedelta(minutes=11))

    assert send(text, signed(text, MINE)).problem() in ("message-expired", "message-changed")
    assert listed() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"domain": "evil.example"}, "wrong-domain"),
        ({"scheme": "http"}, "wrong-domain"),
        ({"uri": "https://evil.example/nfts/wallets"}, "wrong-uri"),
        ({"chain_id": 1}, "wrong-chain"),
        ({"version": "2"}, "unsupported-version"),
        ({"address": SPARE.address}, "wrong-address"),
        ({"statement": "Link this wallet to the Didit360 account of somebody."}, "message-changed"),
        ({"statement": None}, "message-changed"),
        ({"resources": ("ipfs://cid/",)}, "message-changed"),
        ({"request_id": "7"}, "message-changed"),
    ],
)
def test_whatever_differs_from_the_challenge_is_named(change: dict[str, Any], code: str) -> None:
    assert resigned(lambda one: replace(one, **change)) == code
    assert listed() == []


@pytest.mark.parametrize("text", ["Let me in", "x wants you to sign in", "\x00", "🎵"])
def test_what_is_no_message_is_malformed(text: str) -> None:
    assert send(text, signed(text, MINE)).problem() == "malformed-message"


def test_what_is_too_long_is_not_read() -> None:
    assert send("x" * (MAX_CHARACTERS + 1), "0x00").problem() == "message-too-long"
    assert send("x" * 70_000, "0x00").problem() == "content-too-large"


def test_only_the_wallet_itself_signs(asked: Node) -> None:
    message = challenge()["message"]

    for signature in (
        signed(message, SPARE),
        signed(message + " ", MINE),
        "0x" + "00" * 65,
        "0x" + "ff" * 65,
        "0x00",
        signed(message, MINE)[:-2] + "1d",
    ):
        reply = send(message, signature)
        assert (reply.status, reply.problem()) == (422, "wrong-signature")
    assert "code" in asked.asked
    assert send(message, signed(message, MINE)).status == 201, "the nonce is still good"


@pytest.mark.parametrize("signature", ["", "0x", "0x0", "00", "0xzz", "0x" + "00" * 1025])
def test_a_signature_is_hexadecimal_and_not_too_long(signature: str) -> None:
    assert send(challenge()["message"], signature).problem() == "invalid"


def test_a_signature_with_a_parity_instead_of_27_is_taken() -> None:
    message = challenge()["message"]
    signature = signed(message, MINE)
    parity = f"{int(signature[-2:], 16) - 27:02x}"

    assert send(message, signature[:-2] + parity).status == 201


def test_a_contract_wallet_says_itself_what_it_signed(asked: Node) -> None:
    asked.accepts[CONTRACT] = b"two of three owners"
    message = challenge(address=CONTRACT)["message"]

    wrong = send(message, "0x" + b"one of three owners".hex())
    right = send(message, "0x" + asked.accepts[CONTRACT].hex())

    assert (wrong.problem(), right.status) == ("wrong-signature", 201)
    assert right.body["address"] == CONTRACT


def test_while_no_node_answers_contract_wallets_wait(asked: Node) -> None:
    asked.accepts[CONTRACT], asked.down = b"two of three owners", True
    message = challenge(address=CONTRACT)["message"]
    signature = "0x" + asked.accepts[CONTRACT].hex()

    down = send(message, signature)

    assert (down.status, down.problem()) == (503, "chain-unavailable")
    asked.down = False
    assert send(message, signature).status == 201


@pytest.mark.parametrize(
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed00",
        "vitalik.eth",
        7,
        None,
    ],
)
def test_an_address_with_a_mistake_gets_no_challenge(address: Any) -> None:
    path, handler = "/wallets/challenges", create_wallet_challenge.handler
    reply = call(handler, "POST", path, body={"address": address}, stage="nfts")

    assert (reply.status, reply.problem()) == (422, "invalid")


def test_nobody_links_without_signing_in() -> None:
    body = {"message": "x", "signature": "0x00"}
    reply = call(link_wallet.handler, "POST", "/wallets", body=body, by=None, stage="nfts")
    assert reply.status == 401

"""A minter with a key, a chain that a test rules, and the workflow's steps in their order."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from eth_keys.datatypes import PrivateKey

from nfts.api import create_edition, get_edition
from nfts.data import chain as chain_data
from nfts.data import minter as minter_data
from nfts.data import mints, sheets
from nfts.data.chain import Chain
from nfts.data.chain_answers import settings
from nfts.domain.shares import BPS, Consent, Payee
from nfts.domain.shares import Terms as SheetTerms
from nfts.domain.sheet import Sheet
from nfts.domain.signature import Signature
from nfts.domain.transactions import Signed, Transaction
from nfts.steps import confirm, fail_mint, prepare, record, send
from tests.unit.aws import ARTIST, CHAIN, Person, Reply, call
from tests.unit.nfts.fake_node import FakeNode
from tests.unit.nfts.wallets import KEYS
from tests.unit.nfts.works import TRACK, tell

SHEET = "sht_01K9QZ4T7M5V3N8X2B6C1D0EFG"
MOMENT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PICTURE = b"a picture"
NEW = {"work_id": TRACK, "kind": "fixed", "supply": 100, "sheet_id": SHEET, "quantity": 1}
_PATH = "images/img_01K9QZ5A1P9R7S4T6V8W0XYZAB/3000.jpg"


class Account:
    """As KmsAccount, with the key at hand."""

    def __init__(self) -> None:
        self._key = PrivateKey(b"\x55" * 32)
        self.address = self._key.public_key.to_checksum_address()

    def sign_transaction(self, transaction: Transaction) -> Signed:
        made = self._key.sign_msg_hash(transaction.digest())
        return transaction.signed(Signature(made.r, made.s, made.v))


class Clock:
    """Steps see this time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = datetime.now(UTC)
        for module in ("send", "confirm", "prepare", "fail_mint"):
            monkeypatch.setattr(f"nfts.steps.{module}.now", lambda: self.at)
        for module in ("jobs", "filling"):
            monkeypatch.setattr(f"nfts.data.{module}.now", lambda: self.at)
        monkeypatch.setattr("nfts.on.overdue_mints.now", lambda: self.at)

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Mill:
    """The house's minting: what is asked starts `runs`, which a test lets go on step by step."""

    node: FakeNode
    clock: Clock
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Executions: by name their input."""
    ended: dict[str, str] = field(default_factory=dict)

    def start(self, mint: Any) -> None:
        self.runs.setdefault(f"{mint.id}-{mint.attempt}", {"id": mint.id, "attempt": mint.attempt})

    def status(self, job_id: str, attempt: int) -> str | None:
        name = f"{job_id}-{attempt}"
        return self.ended.get(name, mints.RUNNING if name in self.runs else None)

    def run(self, name: str | None = None, *, mined: bool = True, waits: int = 60) -> str:
        """One execution to its end; its last state. A block comes with each second of waiting."""
        name = name or next(iter(reversed(self.runs)))
        for _ in self.steps(name, waits=waits):
            self.clock.forward(1)
            if mined and not self.node.down:
                self.node.mine()
        return self.ended[name]

    def steps(self, name: str, *, waits: int = 60) -> Iterator[int]:
        """Goes on to the next second of waiting, as infra/cdk/stacks/mint_workflow.py does."""
        job = self.runs[name]
        try:
            now = _done(prepare.handler, job)
            while now["do"] != "done":
                if now["do"] == "send":
                    now = _done(send.handler, job | {"replaces": now["replaces"]})
                elif now["do"] == "wait":
                    for second in range(now["seconds"]):
                        waits -= 1
                        assert waits > 0, "it never ends"
                        yield second
                    sent = {name: now[name] for name in ("key", "nonce", "hash")}
                    now = _done(confirm.handler, sent)
                else:
                    now = _done(record.handler, {name: now[name] for name in ("key", "hash")})
            self.ended[name] = "Done"
        except FailedStepError as failed:
            told = fail_mint.handler(job | {"error": failed.as_caught()}, None)
            self.ended[name] = "Failed" if told["ours"] else "Told"


class FailedStepError(Exception):
    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error

    def as_caught(self) -> dict[str, str]:
        name = type(self.error).__name__
        cause = {"errorType": name, "errorMessage": str(self.error), "stackTrace": []}
        return {"Error": name, "Cause": json.dumps(cause)}


class KilledError(BaseException):
    """The function is killed: nothing catches it."""


def _done(handler: Callable[..., dict[str, Any]], event: dict[str, Any]) -> dict[str, Any]:
    """As Step Functions hands it on: JSON."""
    try:
        answer: dict[str, Any] = json.loads(
            json.dumps(handler(json.loads(json.dumps(event)), None))
        )
    except Exception as error:
        raise FailedStepError(error) from error
    return answer


@contextmanager
def mill(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    """A work, a frozen sheet, a wallet, and a chain."""
    node, clock = FakeNode(), Clock(monkeypatch)
    made = Mill(node, clock)
    monkeypatch.setenv("MINTER_KEY_ID", "key")
    account = Account()
    monkeypatch.setattr(minter_data, "_account", lambda _key: account)
    monkeypatch.setattr(chain_data, "_kept", [(time.monotonic() + 10**6, chain_of(node))])
    monkeypatch.setattr(mints, "start", made.start)
    monkeypatch.setattr(mints, "status", made.status)
    tell("track_published")
    boto3.client("s3").put_object(Bucket="streams", Key=_PATH, Body=PICTURE)
    keep_wallet(ARTIST)
    sheets.add(frozen_sheet(SHEET, ARTIST))
    yield made


def chain_of(node: FakeNode) -> Chain:
    return Chain(settings(CHAIN), node)  # type: ignore[arg-type]


def keep_wallet(person: Person) -> None:
    linked = {"address": KEYS[person].address, "linked_at": MOMENT.isoformat(), "primary": True}
    row = {"id": person.id, "part": "wallets", "wallets": json.dumps([linked])}
    item: dict[str, Any] = {name: {"S": value} for name, value in row.items()}
    item["revision"] = {"N": "1"}
    boto3.client("dynamodb").put_item(TableName="wallets", Item=item)


def frozen_sheet(sheet_id: str, person: Person) -> Sheet:
    consent = Consent("0x" + "11" * 65, "0x" + "22" * 32, MOMENT)
    payee = Payee(person.id, "Artist", BPS, 0, KEYS[person].address, consent)
    terms = SheetTerms("Splits", (payee,))
    return Sheet(sheet_id, person.id, terms, MOMENT, MOMENT, invited_at=MOMENT, frozen_at=MOMENT)


def ask(by: Person = ARTIST, **said: Any) -> Reply:
    return call(create_edition.handler, "POST", "/editions", body=NEW | said, by=by, stage="nfts")


def shown(edition_id: str) -> Any:
    reply = call(get_edition.handler, "GET", f"/editions/{edition_id}", stage="nfts")
    assert reply.status == 200, reply.text
    return reply.body

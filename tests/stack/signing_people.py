"""People with wallets, as an app has them sign; and what the contracts on the chain say of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import requests
from eth_account import Account as Keys
from eth_account.messages import encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount

from infra.local.stack import LocalStack
from nfts.data.chain import Chain
from nfts.data.chain_answers import settings
from nfts.data.chain_node import Nodes
from nfts.domain import abi
from tests.house import Person
from tests.stack.api_scene import said

Json = dict[str, Any]


def hexadecimal(signature: bytes) -> str:
    return "0x" + bytes(signature).hex()


@dataclass(frozen=True)
class Signer:
    """Somebody signed in, with a key of their own."""

    person: Person
    seed: int

    @cached_property
    def key(self) -> LocalAccount:
        made: LocalAccount = Keys.from_key(self.seed.to_bytes(32, "big"))
        return made

    @property
    def address(self) -> str:
        return str(self.key.address)

    @cached_property
    def id(self) -> str:
        return str(said(self.person.call("GET", "/accounts/me"))["id"])

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        return self.person.call(method, f"/nfts{path}", body, **headers)

    def do(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return said(self.call(method, path, body, **headers))

    def challenge(self, address: str | None = None) -> Json:
        body = {"address": address or self.address}
        given: Json = self.do("POST", "/wallets/challenges", body)
        return given

    def signed(self, message: str) -> Json:
        made = self.key.sign_message(encode_defunct(text=message))
        return {"message": message, "signature": hexadecimal(made.signature)}

    def link(self) -> Json:
        linked: Json = self.do("POST", "/wallets", self.signed(self.challenge()["message"]))
        return linked

    def wallets(self) -> list[Json]:
        found: list[Json] = self.do("GET", "/wallets")["items"]
        return found

    def consent_to(self, sheet_id: str) -> str:
        """The signature over a sheet as it is now."""
        typed = self.do("GET", f"/split-sheets/{sheet_id}/typed-data")
        made = self.key.sign_message(encode_typed_data(full_message=typed))
        return hexadecimal(made.signature)

    def consent(self, sheet_id: str) -> requests.Response:
        body = {"signature": self.consent_to(sheet_id)}
        return self.call("PUT", f"/split-sheets/{sheet_id}/consent", body)

    def sheet(self, sheet_id: str) -> Json:
        found: Json = self.do("GET", f"/split-sheets/{sheet_id}")
        return found

    def on(self) -> list[str]:
        """The sheets that they are asked about or paid by."""
        return [one["id"] for one in self.do("GET", "/split-sheets?part=payee")["items"]]


def code(answer: requests.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:didit360:problem:")


def split_of(house: LocalStack, on_chain: Json, consents: Sequence[str]) -> str:
    """Where the contract would make the split of this form; it reverts if a consent is missing."""
    ssm = house.client("ssm")
    told = ssm.get_parameter(Name="/didit360/local/chain")["Parameter"]["Value"]
    chain = Chain(
        settings(json.loads(told)), Nodes([house.chain.url], house.outputs["chain"]["id"])
    )
    sheet = {
        "id": bytes.fromhex(on_chain["id"][2:]),
        "compositionPart": on_chain["composition_part"],
        "payees": [
            {
                "account": payee["account"],
                "recordingBps": payee["recording_bps"],
                "compositionBps": payee["composition_bps"],
            }
            for payee in on_chain["payees"]
        ],
    }
    signatures = [bytes.fromhex(one[2:]) for one in consents]
    asked = abi.SPLITS.call("create", sheet, signatures)
    return str(abi.SPLITS.answer("create", chain.call(chain.contracts.splits, asked)))

"""Who mints, and what: wallets that sign, works that music published, and the chain's own word."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
from eth_account import Account as Keys
from eth_account.messages import encode_defunct, encode_typed_data

from didit360 import ids
from infra.local.stack import LocalStack
from nfts.data.chain import Chain
from nfts.data.chain_answers import settings
from nfts.data.chain_node import Nodes
from nfts.domain import abi
from tests.house import Person, wait_until

Json = dict[str, Any]
ENDED = ("minted", "failed")


@dataclass(frozen=True)
class Artist:
    """Somebody with a wallet, and a split sheet that pays them alone."""

    person: Person
    seed: int

    @cached_property
    def key(self) -> Any:
        return Keys.from_key(self.seed.to_bytes(32, "big"))

    @cached_property
    def id(self) -> str:
        return str(self.person.call("GET", "/accounts/me").json()["id"])

    def do(self, method: str, path: str, body: Any = None, **headers: str) -> Json:
        reply = self.person.call(method, f"/nfts{path}", body, **headers)
        assert reply.status_code < 300, f"{method} {path}: {reply.status_code} {reply.text}"
        said: Json = reply.json()
        return said

    def every(self, path: str) -> list[Json]:
        """All of a list, page by page."""
        page = self.do("GET", f"{path}?limit=100")
        found: list[Json] = page["items"]
        while page["next"]:
            page = self.do("GET", f"{path}?limit=100&cursor={page['next']}")
            found.extend(page["items"])
        return found

    def link(self) -> str:
        """Their wallet's address."""
        given = self.do("POST", "/wallets/challenges", {"address": self.key.address})
        made = self.key.sign_message(encode_defunct(text=given["message"]))
        signed = {"message": given["message"], "signature": "0x" + made.signature.hex()}
        return str(self.do("POST", "/wallets", signed)["address"])

    def sheet(self) -> str:
        """A frozen one that pays them everything."""
        sheet_id = self.do("POST", "/split-sheets", {"title": "All mine"})["id"]
        typed = self.do("GET", f"/split-sheets/{sheet_id}/typed-data")
        message = {name: typed[name] for name in ("types", "primaryType", "domain", "message")}
        made = self.key.sign_message(encode_typed_data(full_message=message))
        consent = {"signature": "0x" + made.signature.hex()}
        self.do("PUT", f"/split-sheets/{sheet_id}/consent", consent)
        self.do("POST", f"/split-sheets/{sheet_id}/freeze")
        return str(sheet_id)

    def mint(self, work_id: str, sheet_id: str, **terms: Any) -> Json:
        """Ask for an edition of ten, one of them for themselves at once."""
        asked = {"work_id": work_id, "sheet_id": sheet_id, "kind": "fixed", "supply": 10}
        return self.do("POST", "/editions", asked | {"quantity": 1} | terms)

    def edition(self, edition_id: str) -> Json:
        return self.do("GET", f"/editions/{edition_id}")

    def ended(self, edition_id: str, seconds: float = 60) -> Json:
        def state() -> Json | None:
            edition = self.edition(edition_id)
            return edition if edition["state"] in ENDED else None

        return wait_until(state, seconds, f"the end of {edition_id}")


def works(house: LocalStack, artist_id: str, count: int) -> list[str]:
    """Tracks that music has published, as nfts keeps them."""
    made = [ids.new("trk") for _ in range(count)]
    table = boto3.resource(
        "dynamodb",
        endpoint_url=house.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=house.aws["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=house.aws["AWS_SECRET_ACCESS_KEY"],
    ).Table(house.outputs["works_table"])
    with table.batch_writer() as batch:
        for number, id_ in enumerate(made):
            batch.put_item(Item=_work(id_, artist_id, number))
    return made


def _work(id_: str, artist_id: str, number: int) -> Json:
    facts = {
        "track_id": id_,
        "artist_id": artist_id,
        "title": f"Song {number}",
        "version": None,
        "genres": ["folk"],
        "explicit": False,
        "language": "no",
        "contributors": [{"name": "Ane", "role": "producer", "person_id": None}],
        "duration_ms": 1000,
        "artwork": None,
        "master": {"sha256": f"{number + 1:064x}", "stream": f"media/{id_}/run/master.m3u8"},
    }
    return {
        "id": id_,
        "artist_id": artist_id,
        "kind": "track",
        "title": facts["title"],
        "revision": 1,
        "public": True,
        "facts": json.dumps(facts),
    }


@dataclass(frozen=True)
class OnChain:
    """What the chain itself says."""

    house: LocalStack

    @property
    def chain(self) -> Chain:
        ssm = self.house.client("ssm")
        said = ssm.get_parameter(Name="/didit360/local/chain")["Parameter"]["Value"]
        return Chain(settings(json.loads(said)), Nodes([self.house.chain.url], 31337))

    def published(self) -> dict[int, list[str]]:
        """The transactions that published each release."""
        chain = self.chain
        topics = [[abi.RELEASES.topic("ReleasePublished")]]
        found: dict[int, list[str]] = {}
        for log in chain.logs(0, chain.block_number(), [chain.contracts.releases], topics):
            said = abi.RELEASES.event(log.topics, log.data)
            assert said
            found.setdefault(said.arguments["id"], []).append(log.transaction_hash)
        return found

    def balance(self, address: str, token: int) -> int:
        chain = self.chain
        data = abi.RELEASES.call("balanceOf", address, token)
        return int(abi.RELEASES.answer("balanceOf", chain.call(chain.contracts.releases, data)))

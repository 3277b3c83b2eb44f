"""What is asked of the contracts for an edition and for an airdrop, and what they say of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nfts.domain import abi
from nfts.domain.blocks import Contracts, Log
from nfts.domain.cid import uri
from nfts.domain.edition import Content, Edition
from nfts.domain.sheet import OnChain, Sheet

Topics = Sequence[Sequence[bytes] | None]


@dataclass(frozen=True, slots=True)
class Call:
    """What a transaction does, whatever its nonce and its fees."""

    to: str
    data: bytes
    value: int = 0


def publish(contracts: Contracts, edition: Edition, content: Content, sheet: Sheet) -> Call:
    """Make the release and its split, and mint the first ones: all of it or nothing."""
    terms = edition.terms
    release = {
        "id": edition.token,
        "artist": terms.artist_address,
        "maxSupply": terms.max_supply,
        "closesAt": int(terms.closes_at.timestamp()) if terms.closes_at else 0,
        "royaltyBps": terms.royalty_bps,
        "contentHash": bytes.fromhex(content.sha256),
        "uri": uri(content.metadata),
    }
    data = abi.RELEASES.call(
        "publish",
        release,
        _sheet(sheet.onchain()),
        list(sheet.consents),
        terms.recipient,
        terms.quantity,
    )
    return Call(contracts.releases, data)


def airdrop(
    contracts: Contracts, token: int, recipients: Sequence[str], quantity: int, key: str
) -> Call:
    """Give to many at once. The chain does one `key` once."""
    data = abi.RELEASES.call("airdrop", request(key), token, list(recipients), quantity)
    return Call(contracts.releases, data)


def request(key: str) -> bytes:
    """A request of ours as the chain has it."""
    return hashlib.sha256(key.encode()).digest()


def key_of(job_id: str, part: int) -> str:
    """What nonce and request belong to: one transaction of one job."""
    return f"{job_id}#{part}"


def published_topics(edition: Edition) -> Topics:
    return [[abi.RELEASES.topic("ReleasePublished")], [edition.token.to_bytes(32, "big")]]


def airdropped_topics(key: str) -> Topics:
    return [[abi.RELEASES.topic("Airdropped")], [request(key)]]


def published(contracts: Contracts, edition: Edition, logs: Sequence[Log]) -> dict[str, Any] | None:
    """What the contract said when it published this id, on whatever terms; None if it did not."""
    for said in _said(contracts, logs, "ReleasePublished"):
        if said["id"] == edition.token:
            return said
    return None


def airdropped(contracts: Contracts, key: str, logs: Sequence[Log]) -> dict[str, Any] | None:
    for said in _said(contracts, logs, "Airdropped"):
        if said["key"] == request(key):
            return said
    return None


def refusals(contracts: Contracts, key: str, logs: Sequence[Log]) -> tuple[str, ...]:
    """Contracts that did not take theirs of an airdrop."""
    said = _said(contracts, logs, "AirdropRefused")
    return tuple(str(one["to"]) for one in said if one["key"] == request(key))


def _said(contracts: Contracts, logs: Sequence[Log], event: str) -> list[dict[str, Any]]:
    found = (
        abi.RELEASES.event(log.topics, log.data)
        for log in logs
        if log.address == contracts.releases
    )
    return [one.arguments for one in found if one and one.name == event]


def _sheet(sheet: OnChain) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "compositionPart": sheet.composition_part,
        "payees": [
            {"account": account, "recordingBps": recording, "compositionBps": composition}
            for account, recording, composition in sheet.payees
        ],
    }

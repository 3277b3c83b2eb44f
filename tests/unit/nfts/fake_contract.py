"""As much of the contract Releases as minting asks, in this process."""

from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode

from nfts.domain import abi
from nfts.domain.errors_abi import ERRORS
from tests.unit.aws import CHAIN

RELEASES: str = CHAIN["contracts"]["releases"]  # type: ignore[index]
SPLIT = "0x000000000000000000000000000000000000dEaD"


class Reverted(Exception):  # noqa: N818  the chain's own word
    def __init__(self, error: str, **arguments: Any) -> None:
        super().__init__(error)
        entry = next(one for one in ERRORS.errors.values() if one.name == error)
        types = [parameter.canonical for parameter in entry.inputs]
        self.data = entry.selector + encode(types, [arguments[p.name] for p in entry.inputs])


@dataclass
class Contract:
    """What Releases remembers."""

    published: dict[int, dict[str, Any]] = field(default_factory=dict)
    minted: dict[int, int] = field(default_factory=dict)
    done: set[bytes] = field(default_factory=set)

    def run(self, data: bytes, refusing: set[str]) -> list[dict[str, Any]]:
        """The logs of a call, without their places. Reverted."""
        if not data:
            return []
        said = abi.RELEASES.arguments(data)
        return getattr(self, f"_{said.name}")(refusing, **said.arguments)  # type: ignore[no-any-return]

    def _publish(
        self,
        _refusing: set[str],
        release: dict[str, Any],
        sheet: dict[str, Any],
        consents: list[bytes],
        to: str,
        quantity: int,
    ) -> list[dict[str, Any]]:
        del sheet, consents, to
        if release["id"] in self.published:
            raise Reverted("ReleaseExists", id=release["id"])
        self.published[release["id"]] = release
        self.minted[release["id"]] = quantity
        return [_log("ReleasePublished", **release, payout=SPLIT)]

    def _airdrop(
        self,
        refusing: set[str],
        key: bytes,
        id: int,  # noqa: A002
        to: list[str],
        quantityEach: int,  # noqa: N803
    ) -> list[dict[str, Any]]:
        if key in self.done:
            raise Reverted("RequestDone", key=key)
        left = self.published[id]["maxSupply"] - self.minted[id]
        if len(to) * quantityEach > left:
            raise Reverted("SoldOut", id=id, left=left)
        self.done.add(key)
        out = [address for address in to if address in refusing]
        self.minted[id] += (len(to) - len(out)) * quantityEach
        refusals = [_log("AirdropRefused", key=key, id=id, to=address) for address in out]
        given = {"receivers": len(to) - len(out), "quantityEach": quantityEach}
        return [*refusals, _log("Airdropped", key=key, id=id, **given)]


def _log(event: str, **values: Any) -> dict[str, Any]:
    entry = next(one for one in abi.RELEASES.events.values() if one.name == event)
    indexed = [parameter for parameter in entry.inputs if parameter.indexed]
    topics = [entry.topic, *(encode([p.canonical], [values[p.name]]) for p in indexed)]
    plain = [parameter for parameter in entry.inputs if not parameter.indexed]
    types, said = [p.canonical for p in plain], [values[p.name] for p in plain]
    return {
        "address": RELEASES,
        "topics": ["0x" + topic.hex() for topic in topics],
        "data": "0x" + encode(types, said).hex(),
    }

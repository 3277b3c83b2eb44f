"""Whether what stands on a chain is what the sources build, and belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nfts.domain import abi

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.contracts.build import Artifact
    from nfts.data.chain import Chain
    from nfts.domain.interface import Interface

ORDER = ("Splits", "Releases", "Market")
"""Each after those that it names when it is made."""
NEEDS = {"Splits": (), "Releases": ("Splits",), "Market": ("Releases",)}


def wrong(chain: Chain, build: Mapping[str, Artifact], at: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by contract; nothing when all stand there as they are built.

    A contract whose needs are wrong is wrong too: it names them for ever.
    """
    found: dict[str, str] = {}
    for name in ORDER:
        if name not in at:
            found[name] = "is not there"
        elif why := _differs(chain, build[name], at[name]):
            found[name] = why
        elif any(need in found for need in NEEDS[name]):
            found[name] = f"names another {NEEDS[name][0]}"
    if "Splits" not in found:
        made = _address(chain, abi.SPLITS, at["Splits"], "IMPLEMENTATION")
        if why := _differs(chain, build["Split"], made):
            found["Splits"] = f"makes clones of {made}, whose code {why}"
    if "Releases" not in found and not _names(chain, at, abi.RELEASES, "SPLITS", "Splits"):
        found["Releases"] = "names another Splits"
    if "Market" not in found and not _names(chain, at, abi.MARKET, "RELEASES", "Releases"):
        found["Market"] = "names another Releases"
    return found


def _differs(chain: Chain, artifact: Artifact, address: str) -> str:
    code = chain.code(address)
    if not code:
        return "is not there"
    return "" if artifact.is_at(code) else "is not what the sources build"


def _names(
    chain: Chain, at: Mapping[str, str], interface: Interface, function: str, other: str
) -> bool:
    return _address(chain, interface, at[interface.name], function) == at[other]


def _address(chain: Chain, interface: Interface, contract: str, function: str) -> str:
    return str(interface.answer(function, chain.call(contract, interface.call(function))))

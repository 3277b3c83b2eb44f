"""Every line of nfts/domain/abi.py is what the contracts build to, and no event is missing."""

from typing import Any

import pytest

from infra.local.contracts.build import Artifact, built
from infra.local.stack import LOCAL, ROOT
from nfts.domain import abi, typed_data
from nfts.domain.eip712 import type_text
from nfts.domain.errors_abi import ERRORS
from nfts.domain.interface import Interface, Parameter

OURS = {
    interface.name: interface for interface in (abi.SPLITS, abi.SPLIT, abi.RELEASES, abi.MARKET)
}
# OpenZeppelin's EIP712 declares it for contracts whose domain can change; ours cannot.
NEVER = {"EIP712DomainChanged()"}


@pytest.fixture(scope="session")
def build() -> dict[str, Artifact]:
    return built(ROOT, LOCAL / "contracts")


def entries(artifact: Artifact, kind: str) -> dict[str, dict[str, Any]]:
    return {_signature(one): one for one in artifact.abi if one["type"] == kind}


@pytest.mark.parametrize("interface", OURS.values(), ids=OURS)
def test_functions_are_the_contracts(interface: Interface, build: dict[str, Artifact]) -> None:
    there = entries(build[interface.name], "function")
    for function in interface.functions.values():
        said = there[function.signature]
        assert _shapes(function.inputs) == _said(said["inputs"], named=True)
        assert _shapes(function.outputs, named=False) == _said(said["outputs"], named=False)


@pytest.mark.parametrize("interface", OURS.values(), ids=OURS)
def test_events_are_all_the_contracts(interface: Interface, build: dict[str, Artifact]) -> None:
    there = entries(build[interface.name], "event")
    ours = {event.signature: event for event in interface.events.values()}
    assert ours.keys() == there.keys() - NEVER
    for signature, event in ours.items():
        indexed = [parameter.indexed for parameter in event.inputs]
        assert indexed == [one["indexed"] for one in there[signature]["inputs"]]
        assert _shapes(event.inputs) == _said(there[signature]["inputs"], named=True)


def test_errors_are_all_the_contracts(build: dict[str, Artifact]) -> None:
    there: dict[str, dict[str, Any]] = {}
    for name in OURS:
        there |= entries(build[name], "error")
    ours = {error.signature: error for error in ERRORS.errors.values()}
    assert ours.keys() - {"Error(string)", "Panic(uint256)"} == there.keys()
    for signature, said in there.items():
        assert _shapes(ours[signature].inputs) == _said(said["inputs"], named=True)


def test_constructors_take_what_a_deployment_gives(build: dict[str, Artifact]) -> None:
    for name, interface in OURS.items():
        said = [one for one in build[name].abi if one["type"] == "constructor"]
        inputs = said[0]["inputs"] if said else []
        assert _shapes(interface.constructor.inputs) == _said(inputs, named=True)


def test_what_is_signed_is_what_the_sources_hash() -> None:
    """Each type's text stands in a source, as the argument of its typehash."""
    sources = "".join(path.read_text() for path in (ROOT / "contracts" / "src").rglob("*.sol"))
    without_breaks = sources.replace('"\n', "").replace(" " * 4, "").replace('"', "")
    for name in ("Sheet", "Voucher", "Sale", "Listing", "Offer"):
        assert type_text(name, typed_data.TYPES) in without_breaks, name


def _shapes(parameters: tuple[Parameter, ...], *, named: bool = True) -> list[tuple[str, str]]:
    """A value's place alone is its name where the contract gives it none."""
    return [
        (parameter.name if named and not parameter.name.isdigit() else "", parameter.canonical)
        for parameter in parameters
    ]


def _said(parameters: list[dict[str, Any]], *, named: bool) -> list[tuple[str, str]]:
    return [(one["name"] if named else "", _canonical(one)) for one in parameters]


def _signature(entry: dict[str, Any]) -> str:
    return f"{entry['name']}({','.join(_canonical(one) for one in entry['inputs'])})"


def _canonical(parameter: dict[str, Any]) -> str:
    if not parameter["type"].startswith("tuple"):
        return str(parameter["type"])
    inside = ",".join(_canonical(one) for one in parameter["components"])
    return f"({inside}){parameter['type'].removeprefix('tuple')}"

"""The contracts come to a chain once, whatever interrupts it, and are held against the build."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local import processes
from infra.local.anvil.program import CHAIN_ID, Anvil
from infra.local.contracts import check, deployment, local
from infra.local.contracts.build import Artifact, built
from infra.local.contracts.deployment import Deployer, Terms
from infra.local.contracts.record import Record
from infra.local.contracts.signer import Key
from infra.local.problems import LocalError
from infra.local.stack import LOCAL, ROOT
from nfts.data.chain import Chain
from nfts.domain import abi

MINTER = "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0"


@pytest.fixture(scope="module")
def build() -> dict[str, Artifact]:
    return built(ROOT, LOCAL / "contracts")


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anvil]:
    node = Anvil(tmp_path_factory.mktemp("chain"), processes.free_port())
    program = node.start()
    try:
        program.wait(node.ready)
        node.pause()
        yield node
    finally:
        program.stop()


@dataclass
class Site:
    """One deployer, and what is written of the work."""

    node: Anvil
    build: dict[str, Artifact]
    path: Path
    key: Key

    @property
    def record(self) -> Record:
        return Record.read(self.path, CHAIN_ID)

    @property
    def chain(self) -> Chain:
        return local.looked_at(self.node, self.record)

    @property
    def sent(self) -> int:
        return self.chain.transaction_count(self.key.address)

    def deployer(self) -> Deployer:
        mine = lambda: self.node.ask("evm_mine")  # noqa: E731
        return Deployer(self.node.url, self.chain, self.key, mine=mine)

    def deploy(self, deployer: Deployer | None = None, *, replace: bool = False) -> list[str]:
        me = self.key.address
        terms = Terms(me, me, MINTER, 250, "data:,")
        deployer = deployer or self.deployer()
        return deployer.deploy(self.build, terms, self.record, replace=replace)


@pytest.fixture
def site(anvil: Anvil, build: dict[str, Artifact], tmp_path: Path) -> Site:
    key = Key.made()
    anvil.fund(key.address)
    return Site(anvil, build, tmp_path / "record.json", key)


def test_twice_does_nothing_more(site: Site) -> None:
    assert site.deploy() == ["Splits", "Releases", "Market"]
    record, sent = site.record, site.sent
    assert check.wrong(site.chain, site.build, record.addresses) == {}
    assert record.start_block > 0
    assert site.deploy() == []
    assert (site.record, site.sent) == (record, sent)
    assert sent == 3


class CutOffError(Exception):
    pass


@pytest.mark.parametrize("reached", [False, True], ids=["before-sending", "after-sending"])
def test_a_run_that_was_cut_off_goes_on(site: Site, reached: bool) -> None:
    cut = site.deployer()
    send, sent = cut._send, []

    def until_the_second(raw: bytes) -> None:
        sent.append(raw)
        if len(sent) < 2 or reached:
            send(raw)
        if len(sent) == 2:
            raise CutOffError

    cut._send = until_the_second  # type: ignore[method-assign]
    with pytest.raises(CutOffError):
        site.deploy(cut)
    there = site.record.addresses
    assert list(there) == ["Splits", "Releases"]
    assert site.record.contracts["Releases"].block is None
    assert site.deploy() == ["Market"]
    assert site.record.addresses | there == site.record.addresses, "the same two"
    assert site.sent == 3


@pytest.mark.parametrize("later", ["at-once", "not-in-time"])
def test_what_waits_for_its_block_is_waited_for(
    site: Site, later: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node says that it knows it: that is no refusal."""

    def cut() -> None:
        raise CutOffError

    with pytest.raises(CutOffError):
        site.deploy(Deployer(site.node.url, site.chain, site.key, mine=cut))
    there = site.record.addresses
    assert list(there) == ["Splits"]
    if later == "not-in-time":
        monkeypatch.setattr(deployment, "_WAIT_SECONDS", 0.2)
        with pytest.raises(LocalError, match="run this again later"):
            site.deploy(Deployer(site.node.url, site.chain, site.key, mine=lambda: None))
        assert site.record.addresses == there, "it may still be"
        monkeypatch.undo()
    assert site.deploy() == ["Releases", "Market"]
    assert site.record.addresses | there == site.record.addresses
    assert site.sent == 3


def test_what_the_node_refuses_for_now_is_not_given_up(site: Site) -> None:
    cut = site.deployer()

    def never(raw: bytes) -> None:  # noqa: ARG001  as what it stands for
        raise CutOffError

    cut._send = never  # type: ignore[method-assign]
    with pytest.raises(CutOffError):
        site.deploy(cut)
    there = site.record.addresses
    site.node.ask("anvil_setBalance", site.key.address, "0x1")
    with pytest.raises(LocalError, match=r"(?i)insufficient"):
        site.deploy()
    assert site.record.addresses == there
    site.node.fund(site.key.address)
    assert site.deploy() == ["Releases", "Market"]
    assert site.record.addresses | there == site.record.addresses


def test_a_step_whose_nonce_another_took_is_made_anew(site: Site) -> None:
    cut = site.deployer()

    def never(raw: bytes) -> None:  # noqa: ARG001  as what it stands for
        raise CutOffError

    cut._send = never  # type: ignore[method-assign]
    with pytest.raises(CutOffError):
        site.deploy(cut)
    site.deployer().run(site.key.address, b"")
    lost = site.record.addresses["Splits"]
    assert site.deploy() == ["Splits", "Releases", "Market"]
    assert site.record.addresses["Splits"] != lost
    assert site.sent == 4


def test_a_chain_that_forgot_gets_them_again(site: Site) -> None:
    before = site.node.ask("evm_snapshot")
    site.deploy()
    site.node.ask("evm_revert", before)
    with pytest.raises(LocalError, match=r"Splits at 0x.* is not there"):
        site.deploy()
    assert site.deploy(replace=True) == ["Splits", "Releases", "Market"]


def test_other_code_is_refused_by_name(site: Site) -> None:
    site.deploy()
    market = site.record.addresses["Market"]
    code = bytearray(site.chain.code(market))
    code[100] ^= 1
    site.node.ask("anvil_setCode", market, "0x" + code.hex())
    with pytest.raises(LocalError, match=f"Market at {market} is not what the sources build"):
        site.deploy()
    assert site.sent == 3
    before = site.record.addresses
    assert site.deploy(replace=True) == ["Market"]
    assert {name for name in before if site.record.addresses[name] != before[name]} == {"Market"}


def test_with_other_splits_all_is_another(site: Site) -> None:
    site.deploy()
    site.node.ask("anvil_setCode", site.record.addresses["Splits"], "0x6000")
    with pytest.raises(LocalError, match=r"Releases at 0x.* names another Splits"):
        site.deploy()
    assert site.deploy(replace=True) == ["Splits", "Releases", "Market"]


def test_what_names_something_else_is_refused(site: Site) -> None:
    """The code is right, and the immutables are not."""
    site.deploy()
    record = site.record
    site.deployer().make(site.build["Splits"], record)
    with pytest.raises(LocalError, match=r"Releases at 0x.* names another Splits"):
        site.deploy()


def test_clones_are_checked_too(site: Site) -> None:
    site.deploy()
    splits = site.record.addresses["Splits"]
    answer = site.chain.call(splits, abi.SPLITS.call("IMPLEMENTATION"))
    made = abi.SPLITS.answer("IMPLEMENTATION", answer)
    site.node.ask("anvil_setCode", made, "0x6000")
    with pytest.raises(LocalError, match="makes clones of"):
        site.deploy()


def test_an_owner_without_funds_is_told(site: Site) -> None:
    site.node.ask("anvil_setBalance", site.key.address, "0x1")
    with pytest.raises(LocalError, match=r"(?i)the chain refuses: .*(insufficient|gas)"):
        site.deploy()


def test_no_error_names_the_node(
    site: Site, monkeypatch: pytest.MonkeyPatch, build: dict[str, Artifact]
) -> None:
    deployer = site.deployer()

    def fails(*_: Any, **__: Any) -> None:
        raise requests.ConnectionError(f"{site.node.url}/v3/key")

    monkeypatch.setattr(deployer._web3.eth, "estimate_gas", fails)
    with pytest.raises(LocalError) as caught:
        deployer.make(build["Splits"], site.record)
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_immutables_are_masked_and_nothing_else(build: dict[str, Artifact]) -> None:
    releases = build["Releases"]
    ((start, length), *_) = releases.immutables
    code = bytearray(releases.runtime)
    code[start : start + length] = b"\x01" * length
    assert releases.is_at(bytes(code))
    code[start + length] ^= 1
    assert not releases.is_at(bytes(code))
    assert not releases.is_at(releases.runtime + b"\x00")
    assert not releases.is_at(b"")

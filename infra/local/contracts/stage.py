"""Deploy the contracts for a stage on AWS, to whatever chain its nodes are of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.cdk.settings import STAGES
from infra.local.contracts import publish
from infra.local.contracts.chains import KNOWN
from infra.local.contracts.deployment import Deployer, Terms
from infra.local.contracts.local import CONTRACT_URI
from infra.local.contracts.record import Record
from infra.local.problems import LocalError
from nfts.data.chain import Chain
from nfts.data.chain_errors import ChainError
from nfts.data.chain_node import Nodes
from nfts.domain import abi
from nfts.domain.blocks import ChainSettings, Contracts, Currency

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from infra.local.contracts.build import Artifact
    from infra.local.contracts.signer import Signer


@dataclass(frozen=True)
class Wanted:
    """What a person says of a deployment."""

    stage: str
    urls: Sequence[str] = field(repr=False)
    signer: Signer
    owner: str | None = None
    treasury: str | None = None
    fee_bps: int = 250
    currencies: Sequence[str] = ()
    """ERC-20s that are shown with their symbols; the contracts' owner allows each (setCurrency)."""
    replace: bool = False


def deploy(
    wanted: Wanted,
    build: Mapping[str, Artifact],
    records: Path,
    client: Callable[[str], Any],
    tell: Callable[[str, str], None],
) -> None:
    """Safe to run twice. `client` makes a boto3 client of the stage's region; LocalError."""
    if wanted.stage not in STAGES or not STAGES[wanted.stage].to_aws:
        raise LocalError(f"No stage {wanted.stage} on AWS.")
    names = publish.names(client("cloudformation"), wanted.stage)
    minter = publish.account_of(client("kms"), names.minter_key)
    try:
        chain = _chain(wanted.urls)
        known = KNOWN.get(chain.id)
        if known is None:
            raise LocalError(f"Chain {chain.id} is not in infra/local/contracts/chains.py.")
        tell("chain", f"{known.name} ({chain.id})")
        record = Record.read(records / wanted.stage / f"{chain.id}.json", chain.id)
        _contracts(wanted, chain, build, record, minter, tell)
        currencies = [_currency(chain, record, address) for address in wanted.currencies]
    except ChainError as error:
        raise LocalError(f"{type(error).__name__.removesuffix('Error')}: {error}") from None
    publish.tell_nodes(client("secretsmanager"), names.nodes, wanted.urls)
    changed = publish.tell_chain(
        client("ssm"),
        names.parameter,
        chain_id=chain.id,
        addresses=record.addresses,
        start_block=record.start_block,
        confirmations=known.confirmations,
        block_seconds=known.block_seconds,
        currencies=[Currency("native", known.symbol, 18), *currencies],
    )
    tell(names.parameter, "written" if changed else "unchanged")


def _contracts(
    wanted: Wanted,
    chain: Chain,
    build: Mapping[str, Artifact],
    record: Record,
    minter: str,
    tell: Callable[[str, str], None],
) -> None:
    signer = wanted.signer
    deployer = Deployer(wanted.urls[0], chain, signer)
    terms = Terms(
        owner=wanted.owner or signer.address,
        treasury=wanted.treasury or signer.address,
        minter=minter,
        fee_bps=wanted.fee_bps,
        contract_uri=CONTRACT_URI,
    )
    made = deployer.deploy(
        build, terms, record, replace=wanted.replace, tell=lambda how: tell("contracts", how)
    )
    if not made:
        tell("contracts", "as they are built; unchanged")
    releases = record.addresses["Releases"]
    if not _is(chain, releases, "isMinter", minter):
        owner = abi.RELEASES.answer("owner", chain.call(releases, abi.RELEASES.call("owner")))
        if owner != signer.address:
            raise LocalError(
                f"{minter} is no minter of {releases}: its owner {owner} must call "
                f"setMinter({minter}, true)."
            )
        deployer.run(releases, abi.RELEASES.call("setMinter", minter, True))
        tell("minter", minter)


def _is(chain: Chain, contract: str, function: str, account: str) -> bool:
    answer = chain.call(contract, abi.RELEASES.call(function, account))
    return bool(abi.RELEASES.answer(function, answer))


def _currency(chain: Chain, record: Record, address: str) -> Currency:
    """Its own words for itself; LocalError when the contracts do not take it."""
    for name in ("Releases", "Market"):
        if not _is(chain, record.addresses[name], "isAllowed", address):
            raise LocalError(f"{name} does not allow {address}: its owner calls setCurrency.")
    symbol, decimals = (
        abi.ERC20.answer(function, chain.call(address, abi.ERC20.call(function)))
        for function in ("symbol", "decimals")
    )
    return Currency(address, symbol, decimals)


def _chain(urls: Sequence[str]) -> Chain:
    """The chain that the first node says it is of; the others are held to it."""
    nowhere = Contracts("", "", "")
    id_ = Nodes.chain_of(urls[0])
    return Chain(ChainSettings(id_, nowhere, 1, 1, 0), Nodes(urls, id_))

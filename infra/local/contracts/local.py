"""The contracts of the chain on this machine: there after each start, known to the functions."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from infra.local.anvil.program import CHAIN_ID
from infra.local.contracts import check, publish
from infra.local.contracts.record import Record
from infra.local.contracts.signer import Key
from nfts.data.chain import Chain
from nfts.data.chain_node import Nodes
from nfts.domain import abi
from nfts.domain.blocks import ChainSettings, Contracts, Currency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.anvil.program import Anvil
    from infra.local.contracts.build import Artifact
    from infra.local.stack import LocalStack

STAGE = "local"
CONFIRMATIONS = 3
BLOCK_SECONDS = 1.0
FEE_BPS = 250
CONTRACT_URI = (
    'data:application/json;utf8,{"name":"NFTChords","symbol":"CHORDS",'
    '"description":"Music, numbered by its artists on Didit360."}'
)
NATIVE = Currency("native", "ETH", 18)
TOKEN = "Token"  # noqa: S105  a contract's name


def bring(house: LocalStack, build: Mapping[str, Artifact]) -> None:
    """Deploy what is not there, let the minter have play money, and say where all is."""
    began = time.monotonic()
    names = publish.names(house.client("cloudformation"), STAGE)
    minter = publish.account_of(house.client("kms"), names.minter_key)
    node = house.chain
    node.fund(minter, 1000)
    record = Record.read(node.home / "contracts.json", CHAIN_ID)
    made = _missing(node, build, record, minter)
    publish.tell_chain(
        house.client("ssm"),
        names.parameter,
        chain_id=CHAIN_ID,
        addresses=record.addresses,
        start_block=record.start_block,
        confirmations=CONFIRMATIONS,
        block_seconds=BLOCK_SECONDS,
        currencies=[NATIVE, Currency(record.addresses[TOKEN], "TUSD", 18)],
    )
    publish.tell_nodes(house.client("secretsmanager"), names.nodes, [node.url])
    house.outputs["chain"] = {
        "id": CHAIN_ID,
        "url": node.url,
        "minter": minter,
        "contracts": record.addresses,
        "start_block": record.start_block,
    }
    how = f"{', '.join(made)} deployed" if made else "unchanged"
    house.tell("contracts", f"{how} ({time.monotonic() - began:.1f} s)")


def treasury(node: Anvil) -> Key:
    """Who gets the platform's fees on this chain."""
    return Key.of(node.home / "treasury.key")


def owner(node: Anvil) -> Key:
    """Who deployed the contracts, and owns them, on this chain."""
    return Key.of(node.home / "owner.key")


def give_dollars(node: Anvil, token: str, to: str, least: int) -> None:
    """Let an account have at least so much of this chain's ERC-20, in base units.

    Anybody may mint it here; the owner's account pays for the transaction.
    """
    from eth_abi.abi import encode
    from eth_utils.abi import function_signature_to_4byte_selector as selector

    def data(signature: str, kinds: list[str], *given: object) -> str:
        return "0x" + (selector(signature) + encode(kinds, given)).hex()

    held = data("balanceOf(address)", ["address"], to)
    if int(node.ask("eth_call", {"to": token, "data": held}, "latest"), 16) >= least:
        return
    payer = owner(node).address
    mint = data("mint(address,uint256)", ["address", "uint256"], to, least)
    node.ask("anvil_impersonateAccount", payer)
    try:
        node.ask("eth_sendTransaction", {"from": payer, "to": token, "data": mint})
        node.ask("evm_mine")
    finally:
        node.ask("anvil_stopImpersonatingAccount", payer)


def looked_at(node: Anvil, record: Record) -> Chain:
    """The chain, as it is asked about what a record says is there."""
    nowhere = "0x" + "00" * 20
    at = {name.lower(): record.addresses.get(name, nowhere) for name in check.ORDER}
    settings = ChainSettings(
        CHAIN_ID, Contracts(**at), CONFIRMATIONS, BLOCK_SECONDS, record.start_block
    )
    return Chain(settings, Nodes([node.url], CHAIN_ID))


def _missing(node: Anvil, build: Mapping[str, Artifact], record: Record, minter: str) -> list[str]:
    """Deploy what is missing, or is not as the sources are now; what that was."""
    chain = looked_at(node, record)
    is_minter = not check.wrong(chain, build, record.addresses) and bool(
        _asked(chain, record, "Releases", "isMinter", minter)
    )
    currency = record.addresses.get(TOKEN)
    if is_minter and currency and _allowed(chain, record, currency):
        return []
    # web3 takes a second to import, and a warm start does not need it.
    from infra.local.contracts.deployment import Deployer, Terms

    signer = owner(node)
    node.fund(signer.address, 1000)
    deployer = Deployer(node.url, chain, signer, mine=lambda: node.ask("evm_mine"))
    terms = Terms(signer.address, treasury(node).address, minter, FEE_BPS, CONTRACT_URI)
    made = deployer.deploy(build, terms, record, replace=True)
    at = record.addresses
    if not _asked(chain, record, "Releases", "isMinter", minter):
        deployer.run(at["Releases"], abi.RELEASES.call("setMinter", minter, True))
    if TOKEN not in at or not build[TOKEN].is_at(chain.code(at[TOKEN])):
        made.append(TOKEN)
        deployer.make(build[TOKEN], record)
    for name in ("Releases", "Market"):
        interface = abi.RELEASES if name == "Releases" else abi.MARKET
        if not _asked(chain, record, name, "isAllowed", record.addresses[TOKEN]):
            data = interface.call("setCurrency", record.addresses[TOKEN], True)
            deployer.run(record.addresses[name], data)
    return made


def _allowed(chain: Chain, record: Record, currency: str) -> bool:
    return bool(chain.code(currency)) and all(
        _asked(chain, record, name, "isAllowed", currency) for name in ("Releases", "Market")
    )


def _asked(chain: Chain, record: Record, name: str, function: str, value: str) -> object:
    interface = abi.RELEASES if name == "Releases" else abi.MARKET
    answer = chain.call(record.addresses[name], interface.call(function, value))
    return interface.answer(function, answer)

"""A fan's or an artist's own wallet, as a key file: what a wallet app does, from a terminal."""

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.account import folder
from infra.cli.house import console, in_one_sentence
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from infra.local.contracts.signer import Key
    from nfts.domain.transactions import Transaction

NODE = "DIDIT360_NODE_URL"
_WAIT_SECONDS = 180
_ETHER = 10**18

wallet = typer.Typer(
    name="wallet",
    help="A wallet for trying NFTChords: a private key in a file that only you can read.",
    no_args_is_help=True,
)
KeyFile = Annotated[
    Path | None, typer.Option("--key", help="the key's file; default: wallet.key, beside the login")
]
Given = Annotated[
    Path | None, typer.Argument(help="a file with the JSON; default: what comes in on stdin")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the `didit360` command."""
    for name, command in (
        ("new", new),
        ("address", address),
        ("sign", sign),
        ("sign-typed", sign_typed),
        ("send", send),
        ("fund", fund),
    ):
        wallet.command(name)(command)
    app.add_typer(wallet)


def new(key: KeyFile = None) -> None:
    """Make a wallet, and say its address. A key that is there already stays."""
    from infra.local.contracts.signer import Key

    with in_one_sentence():
        path = _path(key)
        if path.exists():
            console.print(f"[dim]{path} is there already, and stays[/]")
            print(_key(key).address)
            return
        made = Key.made()
        made.keep(path)
        print(made.address)


def address(key: KeyFile = None) -> None:
    """Say the wallet's address."""
    with in_one_sentence():
        print(_key(key).address)


def sign(
    text: Annotated[str | None, typer.Argument(help="default: what comes in on stdin")] = None,
    key: KeyFile = None,
) -> None:
    """Sign a text, as a wallet does at sign-in (EIP-191, EIP-4361)."""
    from nfts.domain.signature import text_digest

    with in_one_sentence():
        # A text is signed byte for byte, but the terminal's last line ends in a newline.
        said = text if text is not None else sys.stdin.read().removesuffix("\n")
        print("0x" + _key(key).sign_digest(text_digest(said)).bytes.hex())


def sign_typed(given: Given = None, key: KeyFile = None) -> None:
    """Sign typed data (EIP-712), as `eth_signTypedData_v4` does: JSON in, the signature out."""
    with in_one_sentence():
        said = _json(given, "typed_data")
        print("0x" + _key(key).sign_digest(_typed_digest(said)).bytes.hex())


def send(
    given: Given = None,
    key: KeyFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask, on any chain")] = False,
) -> None:
    """Sign and send a prepared transaction, and wait until it is in a block; its hash.

    To the chain of the platform that runs here; to another's node with DIDIT360_NODE_URL.
    """
    from infra.local.anvil.program import CHAIN_ID
    from nfts.data.chain_errors import ChainError, RevertedError

    with in_one_sentence(), quiet():
        said = _json(given, "transaction")
        signer = _key(key)
        try:
            transaction, chain = _filled(said, signer.address)
            if chain.id != CHAIN_ID and not yes:
                most = transaction.value + transaction.gas * transaction.max_fee
                typer.confirm(f"Pay at most {most / _ETHER:.6f} on chain {chain.id}?", abort=True)
            signed = signer.sign_transaction(transaction)
            chain.send(signed.raw)
            block, cost = _waited(chain, signed.hash, transaction, signer.address)
        except RevertedError as error:
            raise LocalError(f"The contract refuses: {error}.") from None
        except ChainError as error:
            raise LocalError(f"{type(error).__name__.removesuffix('Error')}: {error}") from None
        console.print(f"[dim]in block {block}, gas cost {cost / _ETHER:.9f}[/]")
        print(signed.hash)


def fund(
    to: Annotated[str | None, typer.Argument(help="an address; default: this wallet's")] = None,
    ether: Annotated[float, typer.Option(help="what it has at least, afterwards")] = 10,
    dollars: Annotated[float, typer.Option(help="the same, of TUSD, an ERC-20")] = 1000,
    key: KeyFile = None,
) -> None:
    """Give an account play money, on this machine's chain."""
    from eth_utils.address import is_address

    from infra.local.contracts.local import TOKEN, give_dollars
    from infra.local.stack import LocalStack

    with in_one_sentence():
        receiver = to or _key(key).address
        if not is_address(receiver):
            raise LocalError(f"{receiver} is no address.")
        house = LocalStack.running()
        house.chain.fund(receiver, ether)
        token = house.outputs["chain"]["contracts"][TOKEN]
        give_dollars(house.chain, token, receiver, int(dollars * _ETHER))
        money = f"{ether:g} ETH and {dollars:g} TUSD ({token})"
        console.print(f"{receiver} has {money} or more, on this machine's chain.")


@contextmanager
def quiet() -> Iterator[None]:
    """What functions log about nodes, the command says in its own sentence."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _path(given: Path | None) -> Path:
    return given or folder() / "wallet.key"


def _key(given: Path | None) -> "Key":
    from infra.local.contracts.signer import Key

    path = _path(given)
    if not path.exists():
        raise LocalError(f"There is no key in {path}: `didit360 wallet new` makes one.")
    return Key.kept(path)


def _json(given: Path | None, inside: str) -> dict[str, Any]:
    """An object, or what an operation answered with it inside."""
    try:
        said = json.loads(given.read_text() if given else sys.stdin.read())
    except OSError as error:
        raise LocalError(f"{given} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise LocalError("That is no JSON.") from None
    if isinstance(said, dict) and isinstance(said.get(inside), dict):
        said = said[inside]
    if not isinstance(said, dict):
        raise LocalError("That is no JSON object.")
    return said


def _typed_digest(said: dict[str, Any]) -> bytes:
    from eth_account.messages import encode_typed_data
    from eth_utils.crypto import keccak

    try:
        signable = encode_typed_data(full_message=said)
    except Exception as error:  # noqa: BLE001  it raises whatever its parts raise
        raise LocalError(f"That is no typed data of EIP-712: {error}") from None
    return keccak(b"\x19" + signable.version + signable.header + signable.body)


def _filled(said: dict[str, Any], sender: str) -> tuple["Transaction", Any]:
    """The transaction with the account's next nonce, and the chain that it is for."""
    from eth_utils.address import is_address

    from nfts.data.chain import Chain
    from nfts.data.chain_node import Nodes
    from nfts.domain.blocks import ChainSettings, Contracts
    from nfts.domain.transactions import Transaction

    try:
        chain_id, to = int(said["chain_id"]), str(said["to"])
        numbers = {
            ours: int(said[theirs])
            for ours, theirs in (
                ("value", "value"),
                ("gas", "gas"),
                ("max_fee", "max_fee_per_gas"),
                ("priority_fee", "max_priority_fee_per_gas"),
            )
        }
        data = bytes.fromhex(str(said["data"]).removeprefix("0x"))
    except KeyError as error:
        raise LocalError(f"The transaction has no {error}.") from None
    except (TypeError, ValueError):
        raise LocalError("The transaction's numbers or its data cannot be read.") from None
    if not is_address(to) or any(number < 0 for number in numbers.values()):
        raise LocalError("The transaction's receiver or one of its numbers makes no sense.")
    nowhere = Contracts("", "", "")
    chain = Chain(ChainSettings(chain_id, nowhere, 1, 1, 0), Nodes([_node()], chain_id))
    nonce = chain.transaction_count(sender, pending=True)
    return Transaction(chain_id=chain_id, nonce=nonce, to=to, data=data, **numbers), chain


def _waited(chain: Any, hash_: str, transaction: "Transaction", sender: str) -> tuple[int, int]:
    """Block and cost of what was sent; LocalError when it failed there."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while (receipt := chain.receipt(hash_)) is None:
        if time.monotonic() > deadline:
            raise LocalError(f"{hash_} is in no block after {_WAIT_SECONDS} s; it may come yet.")
        time.sleep(0.2)
    if not receipt.succeeded:
        # Asked again, the contract says why (RevertedError).
        chain.call(transaction.to, transaction.data, sender=sender, value=transaction.value)
        raise LocalError(f"{hash_} failed in block {receipt.block_number}.")
    return receipt.block_number, receipt.gas_used * receipt.effective_gas_price


def _node() -> str:
    from infra.local.stack import LocalStack

    return os.environ.get(NODE) or LocalStack.running().chain.url

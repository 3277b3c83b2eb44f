"""Tell a stage's functions which chain it is: the stack's names, the parameter, the secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local.problems import LocalError
from nfts.data.kms_account import read_public_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nfts.domain.blocks import Currency


@dataclass(frozen=True)
class Names:
    """What the stack of NFTChords calls its things."""

    parameter: str
    nodes: str
    minter_key: str


def names(cloudformation: Any, stage: str) -> Names:
    """From the outputs of the deployed stack; LocalError when there is none."""
    name = f"didit360-{stage}-nfts"
    try:
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        raise LocalError(f"The stack {name} cannot be looked at: {error}") from None
    said = {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}
    try:
        return Names(said["ChainParameter"], said["NodesSecret"], said["MinterKey"])
    except KeyError as error:
        raise LocalError(f"The stack {name} has no output {error}: deploy it again.") from None


def account_of(kms: Any, key_id: str) -> str:
    """The address of a key in KMS."""
    from eth_keys.datatypes import PublicKey

    point = read_public_key(kms.get_public_key(KeyId=key_id)["PublicKey"])
    return PublicKey(point).to_checksum_address()


def tell_chain(
    ssm: Any,
    parameter: str,
    *,
    chain_id: int,
    addresses: Mapping[str, str],
    start_block: int,
    confirmations: int,
    block_seconds: float,
    currencies: Sequence[Currency],
) -> bool:
    """Write the parameter that nfts.data.chain reads; whether it said anything else before."""
    said = {
        "chain_id": chain_id,
        "confirmations": confirmations,
        "block_seconds": block_seconds,
        "start_block": start_block,
        "contracts": {name.lower(): addresses[name] for name in ("Releases", "Splits", "Market")},
        "currencies": [asdict(currency) for currency in currencies],
    }
    text = json.dumps(said)
    try:
        if ssm.get_parameter(Name=parameter)["Parameter"]["Value"] == text:
            return False
    except ssm.exceptions.ParameterNotFound:
        pass
    ssm.put_parameter(Name=parameter, Value=text, Type="String", Overwrite=True)
    return True


def tell_nodes(secrets: Any, secret: str, urls: Sequence[str]) -> None:
    """Put the nodes' addresses into their secret, unless it holds just these."""
    text = json.dumps({"urls": list(urls)})
    try:
        if secrets.get_secret_value(SecretId=secret)["SecretString"] == text:
            return
    except (secrets.exceptions.ResourceNotFoundException, KeyError):
        pass
    secrets.put_secret_value(SecretId=secret, SecretString=text)

"""Fields that the chain knows: addresses and signatures."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import AfterValidator, StringConstraints

from nfts.domain.addresses import ADDRESS, checksummed

Address = Annotated[
    str, StringConstraints(pattern=f"^{ADDRESS}$", max_length=42), AfterValidator(checksummed)
]
"""Of a body: in one case, or with the capitals of EIP-55; told on with them."""

LinkedAddress = Annotated[str, StringConstraints(pattern=f"^{ADDRESS}$", max_length=42)]
"""Of a body, in any case: to be looked for among those that are linked."""

AddressInPath = Annotated[
    str, Path(pattern=f"^{ADDRESS}$", max_length=42, description="a wallet's address")
]
"""In any case."""

MAX_SIGNATURE_BYTES = 1024
"""A key's has 65; a contract wallet of many owners takes one from each."""

SignatureHex = Annotated[
    str,
    StringConstraints(pattern=r"^0x([0-9a-fA-F]{2})+$", max_length=2 + 2 * MAX_SIGNATURE_BYTES),
]


def signature_bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))

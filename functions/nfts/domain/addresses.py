"""Addresses of the chain: 20 bytes as hexadecimal text, with the capitals of EIP-55."""

import re

ADDRESS = r"0x[0-9a-fA-F]{40}"


def checksummed(address: str) -> str:
    """The address with its capitals; ValueError for what is none.

    One in a single case carries no checksum (EIP-55). Of one in mixed case the capitals are looked
    at, as a typing error would lead what is sent there to nobody.
    """
    from eth_utils.address import to_checksum_address

    if not re.fullmatch(ADDRESS, address):
        raise ValueError("an address is 0x and 40 hexadecimal digits")
    right = str(to_checksum_address(address))
    digits = address[2:]
    if address != right and digits not in (digits.lower(), digits.upper()):
        raise ValueError("the capitals of the address are not its checksum: look for a mistake")
    return right


def is_checksummed(address: str) -> bool:
    from eth_utils.address import to_checksum_address

    return address == to_checksum_address(address)


def prepare() -> None:
    """Import what checksums take ahead of the first request (SnapStart)."""
    import eth_utils  # noqa: F401

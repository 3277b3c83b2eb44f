"""EIP-712: what a wallet shows and signs, and the 32 bytes that a contract checks of it.

    digest = keccak(0x19 0x01 || domain separator || hashStruct(message))
    hashStruct(s) = keccak(keccak(encodeType) || encodeData(s))

Written here and not taken from eth-account because API functions use it: importing that package
costs five times what importing these hashes does. The tests hold every digest against it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

Fields = Sequence[tuple[str, str]]
"""Type and name of each, in order."""

_DOMAIN = (
    ("string", "name"),
    ("string", "version"),
    ("uint256", "chainId"),
    ("address", "verifyingContract"),
)
_ARRAY = re.compile(r"(?P<element>.+)\[\d*\]")


@dataclass(frozen=True)
class Domain:
    """Whose signature it is: no other contract and no other chain takes it."""

    name: str
    version: str
    chain_id: int
    verifying_contract: str

    def separator(self) -> bytes:
        return _hash_struct("EIP712Domain", self._message(), {"EIP712Domain": _DOMAIN})

    def json(self) -> dict[str, Any]:
        return self._message() | {"chainId": self.chain_id}

    def _message(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": to_checksum_address(self.verifying_contract),
        }


@dataclass(frozen=True)
class TypedData:
    """One message: numbers are ints, addresses texts, `bytes` bytes, structs dicts."""

    domain: Domain
    primary_type: str
    types: Mapping[str, Fields]
    message: Mapping[str, Any]

    def digest(self) -> bytes:
        """The 32 bytes that are signed."""
        struct = _hash_struct(self.primary_type, self.message, self.types)
        return keccak(b"\x19\x01" + self.domain.separator() + struct)

    def json(self) -> dict[str, Any]:
        """What `eth_signTypedData_v4` takes; 256-bit numbers as decimal texts, bytes as 0x-hex."""
        types = {"EIP712Domain": _DOMAIN, **{name: self.types[name] for name in self._used()}}
        return {
            "types": {
                name: [{"name": field, "type": type_} for type_, field in fields]
                for name, fields in types.items()
            },
            "primaryType": self.primary_type,
            "domain": self.domain.json(),
            "message": _shown(self.primary_type, self.message, self.types),
        }

    def _used(self) -> list[str]:
        return _needed(self.primary_type, self.types)


def type_text(name: str, types: Mapping[str, Fields]) -> str:
    """encodeType: `Mail(Person from,string contents)Person(address wallet)`."""
    return "".join(
        f"{needed}({','.join(f'{type_} {field}' for type_, field in types[needed])})"
        for needed in _needed(name, types)
    )


def _needed(name: str, types: Mapping[str, Fields]) -> list[str]:
    """The struct itself, then those that it names, sorted."""
    found: set[str] = set()
    open_ = [name]
    while open_:
        current = open_.pop()
        if current in types and current not in found:
            found.add(current)
            open_ += [_element(type_) for type_, _ in types[current]]
    return [name, *sorted(found - {name})]


def _element(type_: str) -> str:
    while found := _ARRAY.fullmatch(type_):
        type_ = found["element"]
    return type_


def _hash_struct(name: str, message: Mapping[str, Any], types: Mapping[str, Fields]) -> bytes:
    fields = types[name]
    if wrong := message.keys() ^ {field for _, field in fields}:
        raise ValueError(f"{name}: fields missing or too many: {', '.join(sorted(wrong))}")
    data = b"".join(_encoded(type_, message[field], types) for type_, field in fields)
    return keccak(keccak(text=type_text(name, types)) + data)


def _encoded(type_: str, value: Any, types: Mapping[str, Fields]) -> bytes:
    """encodeData of one value: 32 bytes."""
    if found := _ARRAY.fullmatch(type_):
        return keccak(b"".join(_encoded(found["element"], one, types) for one in value))
    if type_ in types:
        return _hash_struct(type_, value, types)
    if type_ == "string":
        return keccak(text=value)
    if type_ == "bytes":
        return keccak(value)
    return encode([type_], [value])


def _shown(type_: str, value: Any, types: Mapping[str, Fields]) -> Any:
    if found := _ARRAY.fullmatch(type_):
        return [_shown(found["element"], one, types) for one in value]
    if type_ in types:
        return {field: _shown(inner, value[field], types) for inner, field in types[type_]}
    if type_.startswith("bytes"):
        return "0x" + value.hex()
    if type_.startswith(("uint", "int")):
        return str(value)
    return to_checksum_address(value) if type_ == "address" else value

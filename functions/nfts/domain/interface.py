"""A contract's interface written as Solidity writes it: calls encoded, answers and logs decoded.

The lines are what `ethers` and `viem` call a human-readable ABI:

    struct Sale { uint256 price; address currency; }
    function setSale(uint256 id, Sale sale)
    function totalSupply(uint256 id) view returns (uint256 supply)
    event SaleSet(uint256 indexed id, Sale sale)
    error SaleClosed(uint256 id)

Encoding is eth_abi's; what follows from the text (selectors, topics, tuples) is of the Solidity
ABI specification. Values go in and come out by name; a struct is a dict, an address is
checksummed, bytes are bytes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

Values = dict[str, Any]

_LINE = re.compile(r"(struct|function|event|error|constructor)\s*(\w*)\s*[({](.*)", re.DOTALL)
_ARRAY = re.compile(r"(?P<base>\w+)(?P<array>(\[\d*\])*)")
_PLACES = {"indexed", "calldata", "memory", "payable"}


class UnknownError(Exception):
    """The interface has no such function, event or error."""


@dataclass(frozen=True)
class Parameter:
    """One of a function's, an event's or a struct's; `fields` where it is a struct or many."""

    name: str
    type: str
    """As it stands in the text: uint256, Sale, bytes32[]."""
    array: str = ""
    indexed: bool = False
    fields: "tuple[Parameter, ...]" = ()

    @cached_property
    def canonical(self) -> str:
        """The type that selectors are made of: a struct is a tuple of its fields."""
        base = f"({_types(self.fields)})" if self.fields else self.type
        return base + self.array

    def packed(self, value: Any) -> Any:
        """As eth_abi takes it."""
        return _each(value, self.array, self._packed_one)

    def unpacked(self, value: Any) -> Any:
        """As everybody else likes it."""
        return _each(value, self.array, self._unpacked_one)

    def _packed_one(self, value: Any) -> Any:
        return _packed(self.fields, value) if self.fields else value

    def _unpacked_one(self, value: Any) -> Any:
        if self.fields:
            return _unpacked(self.fields, value)
        if self.type == "string":
            return value.decode(errors="replace")
        return to_checksum_address(value) if self.type == "address" else value


@dataclass(frozen=True)
class Entry:
    """One line: a function, an event, an error."""

    kind: str
    name: str
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...] = ()

    @cached_property
    def signature(self) -> str:
        """`setSale(uint256,(uint256,address))`"""
        return f"{self.name}({_types(self.inputs)})"

    @cached_property
    def topic(self) -> bytes:
        """The Keccak-256 of the signature: an event's first topic; four bytes are a selector."""
        return keccak(text=self.signature)

    @property
    def selector(self) -> bytes:
        return self.topic[:4]


@dataclass(frozen=True)
class Said:
    """An event or an error that was read: what it is called and what it carries."""

    name: str
    arguments: Values


class Interface:
    """The functions, events and errors of one contract."""

    def __init__(self, name: str, text: str, structs: Mapping[str, tuple[Parameter, ...]]) -> None:
        self.name = name
        entries = [_entry(line, structs) for line in _lines(text)]
        self.functions = {entry.name: entry for entry in entries if entry.kind == "function"}
        self.events = {entry.topic: entry for entry in entries if entry.kind == "event"}
        self.errors = {entry.selector: entry for entry in entries if entry.kind == "error"}
        constructors = [entry for entry in entries if entry.kind == "constructor"]
        self.constructor = constructors[0] if constructors else Entry("constructor", "", ())

    def call(self, name: str, *values: Any) -> bytes:
        """The data of a transaction or call: selector and arguments, in the text's order."""
        function = self.function(name)
        return function.selector + encode(
            [parameter.canonical for parameter in function.inputs],
            [p.packed(value) for p, value in zip(function.inputs, values, strict=True)],
        )

    def arguments(self, data: bytes) -> Said:
        """What a call asks for, from its data; UnknownError."""
        for function in self.functions.values():
            if function.selector == data[:4]:
                return Said(function.name, _decoded(function.inputs, data[4:]))
        raise UnknownError(f"{self.name} has no function 0x{data[:4].hex()}")

    def answer(self, name: str, data: bytes) -> Any:
        """What a call answered: one value as it is, several by name."""
        outputs = self.function(name).outputs
        values = _decoded(outputs, data)
        return values[outputs[0].name] if len(outputs) == 1 else values

    def function(self, name: str) -> Entry:
        try:
            return self.functions[name]
        except KeyError:
            raise UnknownError(f"{self.name} has no function {name}") from None

    def topic(self, event: str) -> bytes:
        """What a log of this event begins with."""
        for topic, entry in self.events.items():
            if entry.name == event:
                return topic
        raise UnknownError(f"{self.name} has no event {event}")

    def event(self, topics: Sequence[bytes], data: bytes) -> Said | None:
        """What a log says, if it is one of this contract's events."""
        entry = self.events.get(topics[0]) if topics else None
        if entry is None:
            return None
        indexed = [parameter for parameter in entry.inputs if parameter.indexed]
        plain = [parameter for parameter in entry.inputs if not parameter.indexed]
        if len(indexed) != len(topics) - 1:
            return None
        try:
            found = _decoded(plain, data)
            for parameter, topic in zip(indexed, topics[1:], strict=True):
                found[parameter.name] = _topic(parameter, topic)
        except DecodingError:
            return None
        return Said(entry.name, {p.name: found[p.name] for p in entry.inputs})

    def error(self, data: bytes) -> Said | None:
        """What a revert's data says, if it is one of this contract's errors."""
        entry = self.errors.get(data[:4])
        if entry is None:
            return None
        try:
            return Said(entry.name, _decoded(entry.inputs, data[4:]))
        except DecodingError:
            return None


def structs_of(text: str) -> dict[str, tuple[Parameter, ...]]:
    """`struct Name { type name; ... }` lines, each after those that it names."""
    found: dict[str, tuple[Parameter, ...]] = {}
    for line in _lines(text):
        kind, name, body = _parsed(line)
        if kind != "struct":
            raise ValueError(f"not a struct: {line}")
        fields = (part.strip() for part in body.rstrip("} \n").split(";"))
        found[name] = tuple(_parameter(part, found, 0) for part in fields if part)
    return found


def _entry(line: str, structs: Mapping[str, tuple[Parameter, ...]]) -> Entry:
    kind, name, body = _parsed(line)
    inside, _, rest = body.partition(")")
    outputs: tuple[Parameter, ...] = ()
    if "returns" in rest:
        said = rest.partition("returns")[2].strip().removeprefix("(").removesuffix(")")
        outputs = tuple(_parameters(said, structs))
    return Entry(kind, name, tuple(_parameters(inside, structs)), outputs)


def _parsed(line: str) -> tuple[str, str, str]:
    found = _LINE.match(line)
    if found is None:
        raise ValueError(f"not a line of an interface: {line}")
    kind, name, body = found.groups()
    return kind, name, body


def _lines(text: str) -> Iterator[str]:
    """A line each; one that is indented goes on with the line before."""
    line = ""
    for part in text.strip("\n").splitlines():
        if part.strip().startswith("//") or not part.strip():
            continue
        if line and not part.startswith((" ", ")", "}")):
            yield line
            line = part.strip()
        else:
            line = f"{line} {part.strip()}".strip()
    if line:
        yield line


def _parameters(text: str, structs: Mapping[str, tuple[Parameter, ...]]) -> Iterator[Parameter]:
    for place, part in enumerate(text.split(",")):
        if part.strip():
            yield _parameter(part, structs, place)


def _parameter(text: str, structs: Mapping[str, tuple[Parameter, ...]], place: int) -> Parameter:
    type_, *words = text.split()
    found = _ARRAY.fullmatch(type_)
    if found is None:
        raise ValueError(f"not a type: {type_}")
    names = [word for word in words if word not in _PLACES]
    return Parameter(
        name=names[0] if names else str(place),
        type=found["base"],
        array=found["array"],
        indexed="indexed" in words,
        fields=structs.get(found["base"], ()),
    )


def _types(parameters: Sequence[Parameter]) -> str:
    return ",".join(parameter.canonical for parameter in parameters)


def _decoded(parameters: Sequence[Parameter], data: bytes) -> Values:
    # A string is encoded as bytes are, and Solidity takes any of them for one, UTF-8 or not.
    types = [parameter.canonical.replace("string", "bytes") for parameter in parameters]
    values = decode(types, data)
    return _unpacked(parameters, values)


def _packed(fields: Sequence[Parameter], value: Mapping[str, Any]) -> tuple[Any, ...]:
    if extra := value.keys() - {field.name for field in fields}:
        raise ValueError(f"no such fields: {', '.join(sorted(extra))}")
    return tuple(field.packed(value[field.name]) for field in fields)


def _unpacked(fields: Sequence[Parameter], values: Sequence[Any]) -> Values:
    return {field.name: field.unpacked(value) for field, value in zip(fields, values, strict=True)}


def _topic(parameter: Parameter, topic: bytes) -> Any:
    """An indexed value; of what does not fit 32 bytes the chain keeps the hash alone."""
    if parameter.array or parameter.fields or parameter.type in ("string", "bytes"):
        return topic
    (value,) = decode([parameter.canonical], topic)
    return parameter.unpacked(value)


def _each(value: Any, array: str, one: Any) -> Any:
    if not array:
        return one(value)
    inner = array[: array.rindex("[")]
    return [_each(element, inner, one) for element in value]

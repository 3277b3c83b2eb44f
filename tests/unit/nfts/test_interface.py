"""Interfaces are read from their text, and encode and decode as the ABI specification says."""

from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from nfts.domain import abi
from nfts.domain.errors_abi import ERRORS
from nfts.domain.interface import Interface, UnknownError, structs_of

A = "0x5FbDB2315678afecb367f032d93F642f64180aa3"
STRUCTS = structs_of(
    """
struct Point { uint8 x;
    uint8 y; }
struct Line { Point[2] ends; string name; }
"""
)
ONE = Interface(
    "One",
    """
// A comment, and a line that goes on.
constructor(address owner)
function draw(Line line, address by,
    bytes32[] proof) payable returns (uint256 length)
function both() view returns (uint256 a, Point at)
function nothing()
event Drawn(address indexed by, string indexed name, Point at, uint256[] sizes)
error TooLong(uint256 length, address by)
""",
    STRUCTS,
)
LINE = {"ends": [{"x": 1, "y": 2}, {"x": 3, "y": 4}], "name": "l"}
CANONICAL = "draw(((uint8,uint8)[2],string),address,bytes32[])"


def test_calls_are_encoded_and_read_back() -> None:
    assert ONE.function("draw").signature == CANONICAL
    data = ONE.call("draw", LINE, A, [b"\x01" * 32])
    assert data[:4] == keccak(text=CANONICAL)[:4]
    said = ONE.arguments(data)
    assert said.name == "draw"
    assert said.arguments == {"line": LINE, "by": A, "proof": [b"\x01" * 32]}


def test_answers_come_alone_or_by_name() -> None:
    assert ONE.answer("draw", encode(["uint256"], [7])) == 7
    found = ONE.answer("both", encode(["uint256", "(uint8,uint8)"], [1, (2, 3)]))
    assert found == {"a": 1, "at": {"x": 2, "y": 3}}


def test_logs_are_read_by_their_topics() -> None:
    topics = [ONE.topic("Drawn"), encode(["address"], [A]), keccak(text="l")]
    data = encode(["(uint8,uint8)", "uint256[]"], [(1, 2), [3]])
    said = ONE.event(topics, data)
    assert said is not None
    assert said.arguments == {
        "by": A,
        "name": keccak(text="l"),
        "at": {"x": 1, "y": 2},
        "sizes": [3],
    }


@pytest.mark.parametrize(
    ("topics", "data"),
    [
        ([], b""),
        ([b"\x00" * 32], b""),
        ([ONE.topic("Drawn")], b""),
        ([ONE.topic("Drawn"), bytes(32), bytes(32)], b"\x00" * 31),
        ([ONE.topic("Drawn"), b"\xff" * 32, bytes(32)], bytes(128)),
    ],
)
def test_logs_of_others_are_nothing(topics: list[bytes], data: bytes) -> None:
    assert ONE.event(topics, data) is None


def test_errors_are_read_by_their_selectors() -> None:
    data = keccak(text="TooLong(uint256,address)")[:4] + encode(["uint256", "address"], [1, A])
    said = ONE.error(data)
    assert said is not None
    assert (said.name, said.arguments) == ("TooLong", {"length": 1, "by": A})
    assert ONE.error(data[:-1]) is None
    assert ONE.error(b"") is None


def test_what_is_not_there_is_unknown() -> None:
    for act in (
        lambda: ONE.call("missing"),
        lambda: ONE.topic("missing"),
        lambda: ONE.arguments(b"\x00" * 4),
    ):
        with pytest.raises(UnknownError):
            act()


@pytest.mark.parametrize("values", [(), (LINE, A), (LINE | {"more": 1}, A, [])])
def test_a_call_takes_exactly_its_arguments(values: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"zip|fields|argument"):
        ONE.call("draw", *values)


@pytest.mark.parametrize("text", ["method x()", "function f(uint256[ a)"])
def test_a_line_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        Interface("Bad", text, {})


def test_the_contracts_errors_are_told_apart() -> None:
    assert len(ERRORS.errors) > 70
    assert abi.decode_error(b"") is None
    said = abi.decode_error(keccak(text="EnforcedPause()")[:4])
    assert said is not None
    assert said.name == "EnforcedPause"

"""Names of files on IPFS: CIDv1, as `ipfs add --cid-version=1` gives them.

Multiformats' CID specification (version 1: 0x01, codec, multihash; base32 lower case behind "b");
UnixFS 1.0 for a file in several chunks (dag-pb): chunks of 256 KiB are raw leaves, 174 of them
under one node, as many layers as it takes, every layer filled before the next begins (kubo's
"balanced" layout). A file of one chunk is its own leaf. What a name says is only ever found again
by hashing the same bytes: so a name that was published is a promise about them.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

CHUNK_BYTES = 256 * 1024
MOST_LINKS = 174
"""Of one node: kubo's default, what made a node of UnixFS fit 8 KiB."""

_RAW, _DAG_PB = 0x55, 0x70
_SHA2_256 = b"\x12\x20"
_FILE = 2


@dataclass(frozen=True, slots=True)
class _Node:
    cid: bytes
    """Binary: what links hold."""
    file_bytes: int
    """Of the file below it."""
    tree_bytes: int
    """Of all nodes from here down, as they are stored."""


def cid_of(data: bytes) -> str:
    """The CIDv1 of a file with these bytes."""
    view = memoryview(data)
    layer = [_leaf(view[at : at + CHUNK_BYTES]) for at in range(0, max(len(data), 1), CHUNK_BYTES)]
    while len(layer) > 1:
        layer = [_parent(layer[at : at + MOST_LINKS]) for at in range(0, len(layer), MOST_LINKS)]
    return "b" + base64.b32encode(layer[0].cid).decode().lower().rstrip("=")


def uri(cid: str) -> str:
    return f"ipfs://{cid}"


def _leaf(chunk: memoryview) -> _Node:
    return _Node(_cid(_RAW, chunk), len(chunk), len(chunk))


def _parent(children: Sequence[_Node]) -> _Node:
    """A dag-pb node, links first and then the data, as its specification orders them."""
    links = b"".join(_field(2, _link(child)) for child in children)
    size = sum(child.file_bytes for child in children)
    sizes = b"".join(_number(4, child.file_bytes) for child in children)
    block = links + _field(1, _number(1, _FILE) + _number(3, size) + sizes)
    tree_bytes = len(block) + sum(child.tree_bytes for child in children)
    return _Node(_cid(_DAG_PB, block), size, tree_bytes)


def _link(child: _Node) -> bytes:
    return _field(1, child.cid) + _field(2, b"") + _number(3, child.tree_bytes)


def _cid(codec: int, block: bytes | memoryview) -> bytes:
    return bytes((1, codec)) + _SHA2_256 + hashlib.sha256(block).digest()


def _field(number: int, value: bytes) -> bytes:
    """A length-delimited field of protocol buffers."""
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)

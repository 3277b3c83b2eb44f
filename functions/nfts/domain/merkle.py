"""Allow-lists as OpenZeppelin's MerkleProof checks them: pairs are sorted before they are hashed.

A leaf is keccak256(keccak256(abi.encode(address))): hashed twice, so that no inner node is a leaf.
"""

from collections.abc import Sequence

from eth_utils.crypto import keccak

OPEN = bytes(32)
"""The root of a voucher that is for anyone."""


def root(addresses: Sequence[str]) -> bytes:
    """Of the list; OPEN for an empty one."""
    return _layers(addresses)[-1][0] if addresses else OPEN


def proof(addresses: Sequence[str], address: str) -> list[bytes]:
    """What shows that the address is on the list; ValueError if it is not."""
    if not addresses:
        return []
    layers = _layers(addresses)
    place = layers[0].index(leaf(address))
    found = []
    for layer in layers[:-1]:
        sibling = place ^ 1
        if sibling < len(layer):
            found.append(layer[sibling])
        place //= 2
    return found


def leaf(address: str) -> bytes:
    return keccak(keccak(bytes(12) + bytes.fromhex(address[2:])))


def _layers(addresses: Sequence[str]) -> list[list[bytes]]:
    """From the leaves, sorted, to the root; who has no neighbour goes up as it is."""
    layers = [sorted(leaf(address) for address in addresses)]
    while len(layers[-1]) > 1:
        below = layers[-1]
        pairs = (below[place : place + 2] for place in range(0, len(below), 2))
        layers.append([keccak(b"".join(sorted(pair))) if pair[1:] else pair[0] for pair in pairs])
    return layers

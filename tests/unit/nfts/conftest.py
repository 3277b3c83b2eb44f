"""What tests of several files here start from."""

import pytest

from tests.unit.nfts.wallets import Node, node


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Node:
    """A node that knows contract wallets."""
    return node(monkeypatch)

"""What an app learns of the chain: enough for its wallet to be on it, and to name a currency."""

import pytest

from nfts.api import get_chain
from tests.unit.aws import FAN
from tests.unit.nfts.selling import MARKET, RELEASES, ask, open_bazaar

pytestmark = pytest.mark.usefixtures("aws")


def test_it_is_named_with_our_contracts_and_its_money(monkeypatch: pytest.MonkeyPatch) -> None:
    open_bazaar(monkeypatch)
    reply = ask(get_chain.handler, "GET", "/chain", FAN)
    assert reply.status == 200
    assert reply.body["chain_id"] == 31337
    at = reply.body["contracts"]
    assert (at["releases"], at["market"]) == (RELEASES, MARKET)
    native, *others = reply.body["currencies"]
    assert native == {"address": "native", "symbol": "ETH", "decimals": 18}
    assert others
    assert all(one["address"].startswith("0x") for one in others)

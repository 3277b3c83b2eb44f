"""What is asked of sales, vouchers, orders and auctions, by an artist who holds some."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from nfts.domain import abi
from tests.stack.api_scene import Ask, Scene
from tests.stack.minting_scene import OnChain, works
from tests.stack.trading_people import Trader

_LATER = "2099-01-01T00:00:00Z"
_TERMS = {"max_quantity": 5, "per_wallet": 0, "closes_at": _LATER, "gasless": True}


def of(scene: Scene) -> dict[str, Callable[[], Ask]]:
    person = scene.people["artist"]
    house = person.house

    @cache
    def funded() -> Trader:
        made = Trader(person, 0xA7, OnChain(house).chain)
        house.chain.fund(made.key.address)
        return made

    def artist() -> Trader:
        """Linked, whatever was done to their wallets since."""
        funded().link()
        return funded()

    @cache
    def edition() -> dict[str, str]:
        (work,) = works(house, artist().id, 1)
        asked = artist().mint(work, artist().sheet(), supply=50, quantity=2)
        ended = artist().ended(asked["id"])
        assert ended["state"] == "minted", ended["failure"]
        return {"edition_id": ended["id"]}

    def listing() -> dict[str, Any]:
        wanted = {"kind": "listing", "unit_price": "1000", "closes_at": _LATER, **edition()}
        return wanted | {"wallet": artist().key.address}

    def signed_listing() -> dict[str, Any]:
        draft = artist().do("POST", "/orders/drafts", listing())
        for approval in draft["approvals"]:
            artist().send(approval)
        return {"kind": "listing", **artist().signed(draft["typed_data"])}

    def order() -> dict[str, str]:
        return {"order_id": artist().do("POST", "/orders", signed_listing())["id"]}

    def voucher() -> dict[str, str]:
        path = f"/editions/{edition()['edition_id']}/vouchers"
        return {"voucher_id": artist().do("POST", path, _TERMS)["id"]}

    def mine() -> dict[str, str]:
        return {"wallet": artist().key.address}

    def signed_sale() -> dict[str, Any]:
        path = f"/editions/{edition()['edition_id']}/sale/drafts"
        return artist().signed(artist().do("POST", path, {"sale": {"price": "1000"}}))

    @cache
    def on_sale() -> str:
        path = f"/editions/{edition()['edition_id']}/sale"
        done = artist().errand(artist().do("PUT", path, signed_sale()))
        assert done["state"] == "minted", done["failure"]
        artist().buys("sale", edition()["edition_id"], **mine())
        return edition()["edition_id"]

    def new_auction() -> dict[str, Any]:
        ends = datetime.now(UTC) + timedelta(days=2)
        return {
            **edition(),
            **mine(),
            "reserve": "1000",
            "ends_at": ends.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }

    @cache
    def auction() -> dict[str, str]:
        signed_listing()  # so that the Market may take tokens
        ready = artist().do("POST", "/auctions", new_auction())
        receipt = artist().send(ready["transaction"])
        told = (abi.MARKET.event(log.topics, log.data) for log in receipt.logs)
        made = next(one for one in told if one and one.name == "AuctionCreated")
        return {"auction": str(made.arguments["auction"])}

    @cache
    def errand() -> dict[str, str]:
        path = f"/vouchers/{voucher()['voucher_id']}/claims"
        return {"errand_id": artist().do("POST", path, mine())["id"]}

    return {
        "draft_order": lambda: Ask("artist", body=listing()),
        "create_order": lambda: Ask("artist", body=signed_listing()),
        "get_order": lambda: Ask("fan", order()),
        "list_orders": lambda: Ask("artist"),
        "withdraw_order": lambda: Ask("artist", order()),
        "cancel_all_orders": lambda: Ask("artist", body=mine()),
        "create_voucher": lambda: Ask("artist", edition(), body=_TERMS),
        "list_vouchers": lambda: Ask("fan", edition()),
        "get_voucher": lambda: Ask("artist", voucher(), mine()),
        "claim_voucher": lambda: Ask("artist", voucher(), body=mine()),
        "revoke_voucher": lambda: Ask("artist", voucher()),
        "get_errand": lambda: Ask("artist", errand()),
        "draft_sale": lambda: Ask("artist", edition(), body={"sale": {"price": "1000"}}),
        "set_sale": lambda: Ask("artist", edition(), body=signed_sale()),
        "prepare_edition_change": lambda: Ask("artist", edition(), body={"change": "freeze"}),
        "prepare_purchase": lambda: Ask("artist", body={"kind": "sale", "id": on_sale(), **mine()}),
        "prepare_withdrawal": lambda: Ask(
            "artist", body={"source": "pot", "edition_id": on_sale(), **mine()}
        ),
        "prepare_auction": lambda: Ask("artist", body=(auction(), new_auction())[1]),
        "prepare_auction_step": lambda: Ask("artist", auction(), body={"step": "cancel", **mine()}),
        "get_chain": lambda: Ask("fan"),
        "get_auction": lambda: Ask("fan", auction()),
    }

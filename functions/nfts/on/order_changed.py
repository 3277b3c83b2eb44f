"""A listing or an offer was made, or is not to be shown any more: the market follows."""

from didit360.reactions import Item, on_change
from nfts.data import market_orders, orders


def order_changed(old: Item, new: Item) -> None:
    """Safe to repeat."""
    signed = orders.of_image(new)
    if signed and signed.shown:
        market_orders.put(signed.order)
        return
    gone = signed or orders.of_image(old)
    if gone:
        market_orders.remove(gone.id)


handler = on_change(order_changed)

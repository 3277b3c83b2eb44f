"""Things that happen on the chain, drawn by Hypothesis."""

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.unit.nfts.world import ACCOUNTS, COIN, SPLIT_OF, TOKENS, TREASURIES, ZERO, World

if TYPE_CHECKING:
    from collections.abc import Callable

NEVER = 2**40 - 1
Act = tuple[int, int, int, int, int]
"""Which, of which token, by whom, to whom, how much."""
MOST = (17, 1, 2, 2, 9)
ACT = st.tuples(*(st.integers(0, most) for most in MOST))


def act(world: World, what: Act) -> None:
    kind, token_place, one, two, amount = what
    token, first, second = TOKENS[token_place], ACCOUNTS[one], ACCOUNTS[two]
    currency, nonce = (ZERO, COIN)[amount % 2], amount % 2
    unit = (7, 10**18 + 3, 99, 10_001)[amount % 4]
    place = amount % max(1, len(world.auctions))
    contract = ("releases", "market")[two % 2]
    if kind in (11, 12) and not world.auctions:
        kind = 10
    acts: list[Callable[[], None]] = [
        world.mine,
        lambda: world.mint(token, first, amount),
        lambda: world.buy_first(token, first, amount + 1, unit, currency),
        lambda: world.collect(token),
        lambda: world.transfer(token, first, second, amount),
        lambda: world.fill("ListingFilled", token, first, second, nonce, unit),
        lambda: world.fill("OfferFilled", token, first, second, nonce, unit),
        lambda: world.withdraw(contract, first, currency),
        lambda: world.withdraw(contract, SPLIT_OF[token], currency),
        lambda: world.take_out(SPLIT_OF[token], ACCOUNTS[one % 2], currency),
        lambda: world.auction(token, first, currency),
        lambda: world.bid(place, first, amount + 1),
        lambda: world.settle(place),
        lambda: world.cancel(first, nonce),
        lambda: world.cancel_all(first),
        lambda: world.approve(first, bool(amount % 3)),
        lambda: world.new_treasury(TREASURIES[amount % 2]),
        lambda: world.set_sale(token, unit, currency, NEVER if amount else 0),
    ]
    acts[kind]()

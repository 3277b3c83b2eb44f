"""What the contracts say just now, as selling and buying need it. RevertedError where they refuse.

Each is one question to a node; NodeUnreachableError may come of all. The interfaces are parsed
when first used.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from nfts.domain.currency import NATIVE, on_chain

if TYPE_CHECKING:
    from nfts.data.chain import Chain

House = Literal["releases", "market"]
SPENT = 2**32 - 1
"""What is counted under a nonce that was cancelled."""


@dataclass(frozen=True, slots=True)
class Reads:
    chain: "Chain"

    def address(self, house: House) -> str:
        contracts = self.chain.contracts
        return contracts.releases if house == "releases" else contracts.market

    def counter(self, house: House, maker: str) -> int:
        """Terms that were signed under another one are void."""
        return int(self._ask(house, "counter", maker))

    def used(self, house: House, maker: str, nonce: int) -> int:
        """How many were taken under the nonce; SPENT when it is cancelled."""
        return int(self._ask(house, "used", maker, nonce))

    def is_over(self, house: House, maker: str, nonce: int, counter: int, quantity: int) -> bool:
        """Whether all was taken that was signed under the nonce, or it was taken back."""
        # SPENT is more than any quantity.
        used = self.used(house, maker, nonce)
        return used >= quantity or self.counter(house, maker) != counter

    def takes(self, house: House, currency: str) -> bool:
        """Whether prices may be in this currency there."""
        return currency == NATIVE or bool(self._ask(house, "isAllowed", on_chain(currency)))

    def fee_bps(self, house: House) -> int:
        return int(self._ask(house, "feeBps"))

    def owed(self, house: House, account: str, currency: str) -> int:
        return int(self._ask(house, "owed", account, on_chain(currency)))

    def held(self, owner: str, token: int) -> int:
        return int(self._ask("releases", "balanceOf", owner, token))

    def market_may_take(self, owner: str) -> bool:
        """Whether the Market may take the owner's tokens."""
        return bool(self._ask("releases", "isApprovedForAll", owner, self.address("market")))

    def artist(self, token: int) -> str:
        """RevertedError (NoSuchRelease)."""
        return str(self.release(token)["release"]["artist"])

    def release(self, token: int) -> dict[str, Any]:
        """`release`, `payout`, `minted`, `frozen`."""
        found: dict[str, Any] = self._ask("releases", "releaseOf", token)
        return found

    def sale(self, token: int) -> dict[str, Any]:
        """Of a release that is not on sale, terms that have closed."""
        found: dict[str, Any] = self._ask("releases", "saleOf", token)
        return found

    def royalty(self, token: int, price: int) -> int:
        return int(self._ask("releases", "royaltyInfo", token, price)["amount"])

    def uncollected(self, token: int) -> dict[str, int]:
        """`proceeds` and `fees` of the release's pot."""
        found: dict[str, int] = self._ask("releases", "uncollected", token)
        return found

    def auction(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self._ask("market", "auctionOf", number)
        return found

    def least_bid(self, number: int) -> int:
        return int(self._ask("market", "leastBid", number))

    def coins(self, currency: str, owner: str) -> int:
        """An account's, of the native coin or of an ERC-20."""
        if currency == NATIVE:
            return self.chain.balance(owner)
        return int(self._of_coin(currency, "balanceOf", owner))

    def purse(self, currency: str, owner: str) -> int:
        """How many of an account's coins of an ERC-20 the Market may take."""
        held = self.coins(currency, owner)
        return min(held, self.allowance(currency, owner, self.address("market")))

    def allowance(self, currency: str, owner: str, spender: str) -> int:
        return int(self._of_coin(currency, "allowance", owner, spender))

    def due(self, split: str, payee: str, currency: str) -> int:
        from nfts.domain import abi

        data = abi.SPLIT.call("due", payee, on_chain(currency))
        return int(abi.SPLIT.answer("due", self.chain.call(split, data)))

    def _ask(self, house: House, name: str, *values: Any) -> Any:
        from nfts.domain import abi

        interface = abi.RELEASES if house == "releases" else abi.MARKET
        answer = self.chain.call(self.address(house), interface.call(name, *values))
        return interface.answer(name, answer)

    def _of_coin(self, currency: str, name: str, *values: Any) -> Any:
        from nfts.domain import abi

        return abi.ERC20.answer(name, self.chain.call(currency, abi.ERC20.call(name, *values)))

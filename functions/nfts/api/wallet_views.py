"""What the API shows of wallets."""

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from nfts.domain.wallet import Wallet, Wallets


class WalletView(Model):
    address: str = Field(description="with the capitals of EIP-55")
    primary: bool
    linked_at: str


class WalletList(Model):
    items: list[WalletView]
    next: str | None = None


def view(wallet: Wallet) -> WalletView:
    return WalletView(
        address=wallet.address, primary=wallet.primary, linked_at=rfc3339(wallet.linked_at)
    )


def views(wallets: Wallets) -> WalletList:
    return WalletList(items=[view(wallet) for wallet in wallets.linked])

"""The account that publishes, mints and airdrops: its key lives in KMS."""

from functools import cache

from didit360.settings import setting
from nfts.data.kms_account import KmsAccount


def minter() -> KmsAccount:
    """Granted by signs=[chain]; who asks for its address alone reads=[chain.minter]."""
    return _account(setting("MINTER_KEY_ID"))


@cache
def _account(key_id: str) -> KmsAccount:
    return KmsAccount(key_id)

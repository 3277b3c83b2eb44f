"""Terms of an open sale, as an artist signs them for the platform to put on the chain."""

from nfts.domain import typed_data
from nfts.domain.eip712 import TypedData
from nfts.domain.trade_calls import SaleTerms


def to_sign(
    token: int, terms: SaleTerms, nonce: int, counter: int, *, chain_id: int, releases: str
) -> TypedData:
    message = {"id": token, **terms.struct(), "nonce": nonce, "counter": counter}
    return typed_data.sale(chain_id, releases, message)

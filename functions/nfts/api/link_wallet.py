"""Link a wallet to the caller, who has shown with its signature that it is theirs."""

from http import HTTPStatus
from typing import Annotated

from pydantic import Field

from didit360 import limits
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Conflict, Unprocessable
from nfts.api import chain_access
from nfts.api.chain_access import signed_by
from nfts.api.chain_fields import SignatureHex, signature_bytes
from nfts.api.wallet_guards import checked
from nfts.api.wallet_views import WalletView, view
from nfts.data import wallets
from nfts.domain.wallet import MAX_WALLETS, TooManyWalletsError

app = api()


class SignedChallenge(Model):
    message: Annotated[
        str, Field(min_length=1, description="the challenge's, as it was signed, to the letter")
    ]
    signature: SignatureHex = Field(
        description="0x-hex: 65 bytes of a key, or whatever a contract wallet takes (EIP-1271)"
    )


@app.post("/wallets", summary="Link a wallet", status_code=HTTPStatus.CREATED)
def link_wallet(body: SignedChallenge) -> WalletView:
    from nfts.domain.signature import text_digest

    me = caller(app)
    limits.spend("writes", app)
    message = checked(body.message, me)
    signature = signature_bytes(body.signature)
    if not signed_by(message.address, text_digest(body.message), signature):
        detail = f"The signature is not {message.address}'s over this message."
        raise Unprocessable(detail, code="wrong-signature")
    try:
        return view(wallets.link(me.id, message.address, message.nonce))
    except TooManyWalletsError:
        detail = f"You have {MAX_WALLETS} wallets: unlink one first."
        raise Conflict(detail, code="too-many-wallets") from None


before_snapshot(wallets.prepare)
before_snapshot(chain_access.prepare)
handler = app.handler

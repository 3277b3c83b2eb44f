"""Give somebody the message that their wallet is to sign, to show that it is theirs."""

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import Field

from didit360 import limits, people, playback, settings
from didit360.clock import now, rfc3339
from didit360.http import Model, api, before_snapshot
from didit360.identity import Caller, caller
from nfts.api import chain_access
from nfts.api.chain_access import connected
from nfts.api.chain_fields import Address
from nfts.data import challenges, wallets
from nfts.domain.siwe import VERSION, Message

if TYPE_CHECKING:
    from datetime import datetime

# Another challenge does no harm, and the same one again is no use once it is over.
app = api(safe=True)

LIFETIME = timedelta(minutes=10)


class NewChallenge(Model):
    address: Address


class WalletChallenge(Model):
    """The parts of the message and the message itself: sign that, as it is."""

    message: str = Field(description="what the wallet signs (personal_sign): EIP-4361")
    address: str
    domain: str = Field(description="who asks: the wallet compares it with the page's")
    uri: str
    version: str
    chain_id: int
    nonce: str = Field(description="good once, for whoever asked for it")
    statement: str
    issued_at: str
    expires_at: str


@app.post(
    "/wallets/challenges",
    summary="Ask for the message that links a wallet",
    status_code=HTTPStatus.CREATED,
)
def create_wallet_challenge(body: NewChallenge) -> WalletChallenge:
    me = caller(app)
    limits.spend("writes", app)
    moment = now()
    message = _message(me, body.address, moment)
    challenges.keep(me.id, message, moment + LIFETIME)
    return WalletChallenge(
        message=message.text,
        address=message.address,
        domain=message.domain,
        uri=message.uri,
        version=VERSION,
        chain_id=message.chain_id,
        nonce=message.nonce,
        statement=message.statement or "",
        issued_at=rfc3339(moment),
        expires_at=rfc3339(moment + LIFETIME),
    )


def _message(me: Caller, address: str, moment: "datetime") -> Message:
    edge = playback.edge_url()
    origin = app.current_event.headers.get("origin") or ""
    site = urlsplit(origin if origin in settings.allowed_origins() else edge)
    return Message(
        # Wallets take https for granted where no scheme is said.
        scheme=None if site.scheme == "https" else site.scheme,
        domain=site.netloc,
        address=address,
        statement=_statement(me),
        uri=f"{edge}/nfts/wallets",
        chain_id=connected().id,
        nonce=challenges.new_nonce(),
        issued_at=moment,
        expires_at=moment + LIFETIME,
    )


def _statement(me: Caller) -> str:
    """Names the account: whoever is asked to sign for somebody else's reads it."""
    card = people.card(me.id)
    whose = f"the Didit360 account of {card.handle}" if card else "my Didit360 account"
    return f"Link this wallet to {whose}."


before_snapshot(wallets.prepare)
before_snapshot(chain_access.prepare)
handler = app.handler

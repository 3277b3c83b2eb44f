"""What a signed message must say to link a wallet (EIP-4361, "Verifying a signed Message")."""

from datetime import datetime, timedelta

from didit360.clock import now
from didit360.identity import Caller
from didit360.problems import Conflict, Unprocessable
from nfts.data import challenges
from nfts.domain.siwe import MAX_CHARACTERS, VERSION, MalformedError, Message

_CLOCKS_DIFFER = timedelta(seconds=30)


def checked(text: str, me: Caller) -> Message:
    """The message, if it is one that the caller was given and may still use; the signature apart.

    What differs from what they were given is named, from who asked to whose wallet it is.
    """
    message = _read(text)
    moment = now()
    if message.version != VERSION:
        raise Unprocessable("Only version 1 of EIP-4361 is taken.", code="unsupported-version")
    _must_be_in_time(message, moment)
    challenge = challenges.find(me.id, message.nonce)
    if challenge is None:
        detail = "The nonce is not one that you were given: ask for a challenge, and sign that."
        raise Unprocessable(detail, code="unknown-nonce")
    if challenge.used:
        detail = "This message was used before: ask for a new challenge."
        raise Conflict(detail, code="nonce-used")
    _must_match(message, challenge.message)
    _must_be_in_time(challenge.message, moment)
    return message


def _read(text: str) -> Message:
    if len(text) > MAX_CHARACTERS:
        detail = f"The message has at most {MAX_CHARACTERS} characters."
        raise Unprocessable(detail, code="message-too-long")
    try:
        return Message.read(text)
    except MalformedError as error:
        detail = f"The message is not as EIP-4361 has it: {error}."
        raise Unprocessable(detail, code="malformed-message") from None


def _must_be_in_time(message: Message, moment: datetime) -> None:
    if message.expires_at and message.expires_at <= moment:
        raise Unprocessable("The message is over: ask for another.", code="message-expired")
    begins = max(message.issued_at, message.not_before or message.issued_at)
    if begins > moment + _CLOCKS_DIFFER:
        raise Unprocessable("The message is not good yet.", code="not-yet-valid")


def _must_match(message: Message, given: Message) -> None:
    if (message.domain, message.scheme) != (given.domain, given.scheme):
        detail = f"The message is {message.domain}'s, and not {given.domain}'s. Who had you sign?"
        raise Unprocessable(detail, code="wrong-domain")
    if message.uri != given.uri:
        raise Unprocessable(f"The message is not about {given.uri}.", code="wrong-uri")
    if message.chain_id != given.chain_id:
        raise Unprocessable(f"The chain is {given.chain_id}.", code="wrong-chain")
    if message.address != given.address:
        detail = f"The challenge was for {given.address}: ask for one for this wallet."
        raise Unprocessable(detail, code="wrong-address")
    if message != given:
        detail = "The message differs from the challenge: sign that, as it is."
        raise Unprocessable(detail, code="message-changed")

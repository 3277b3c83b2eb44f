"""What people are given to sign to show whose a wallet is: a nonce is good once, for its person."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from nfts.domain.siwe import Message

_NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Challenge:
    message: Message
    used: bool


def new_nonce() -> str:
    """128 random bits: letters and digits, as EIP-4361 wants it."""
    return secrets.token_hex(_NONCE_BYTES)


def keep(person_id: str, message: Message, until: datetime) -> None:
    """Somebody may sign it; DynamoDB forgets it some time after `until`."""
    from nfts.data.wallet_rows import ChallengeRow

    ChallengeRow(
        person_id,
        _part(message.nonce),
        message=message.text,
        expires=int(until.timestamp()),
    ).save()


def find(person_id: str, nonce: str) -> Challenge | None:
    """What this person was given under this nonce, if anything."""
    from nfts.data.wallet_rows import ChallengeRow

    try:
        row = ChallengeRow.get(person_id, _part(nonce), consistent_read=True)
    except ChallengeRow.DoesNotExist:
        return None
    return Challenge(Message.read(row.message), bool(row.used))


def _part(nonce: str) -> str:
    return f"nonce#{nonce}"

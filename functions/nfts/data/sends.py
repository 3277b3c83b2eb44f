"""What was signed with each nonce, kept before it is sent. PynamoDB is imported when first used."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from nfts.domain.sending import Sending

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from nfts.data.send_rows import SendRow
    from nfts.domain.sending import Signed


class TakenError(Exception):
    """Something else was signed with this nonce meanwhile: look again."""


def find(account: str, nonce: int) -> Sending | None:
    from nfts.data.send_rows import SendRow

    try:
        return _sending(SendRow.get(account, _entry(nonce), consistent_read=True))
    except SendRow.DoesNotExist:
        return None


def begin(sending: Sending) -> None:
    """Keep the first that its key signs with a nonce. TakenError.

    Who has the nonce, nfts.data.nonces says: what another key left here does not count any more.
    """
    from nfts.data.send_rows import SendRow

    _save(sending, SendRow.account.does_not_exist() | (SendRow.key != sending.key))


def go_on(sending: Sending, before: Sending) -> None:
    """Keep what changed since `before` was read: a replacement, where it was seen. TakenError."""
    from nfts.data.send_rows import SendRow

    as_read = (SendRow.last == before.last.hash) & (SendRow.key == before.key)
    _save(sending, as_read)


def _save(sending: Sending, condition: object) -> None:
    from pynamodb.exceptions import PutError

    try:
        _row(sending).save(condition=condition)  # type: ignore[arg-type]
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise TakenError(f"{sending.account} {sending.nonce}") from None


@cache
def _form() -> "TypeAdapter[tuple[Signed, ...]]":
    from pydantic import TypeAdapter

    from nfts.domain.sending import Signed

    return TypeAdapter(tuple[Signed, ...])


def _row(sending: Sending) -> "SendRow":
    from nfts.data.send_rows import SendRow

    return SendRow(
        sending.account,
        _entry(sending.nonce),
        key=sending.key,
        nonce=sending.nonce,
        gas=sending.gas,
        raw=sending.raw,
        signed=_form().dump_python(sending.signed, mode="json"),
        last=sending.last.hash,
        block_hash=sending.block_hash,
        overtaken_at=sending.overtaken_at and sending.overtaken_at.isoformat(),
        attempt=sending.attempt,
        taken_up_at=sending.taken_up_at and sending.taken_up_at.isoformat(),
    )


def _sending(row: "SendRow") -> Sending:
    return Sending(
        account=row.account,
        nonce=int(row.nonce),
        key=row.key,
        gas=int(row.gas),
        raw=row.raw,
        signed=_form().validate_python(row.signed),
        block_hash=row.block_hash,
        overtaken_at=_moment(row.overtaken_at),
        attempt=int(row.attempt or 1),
        taken_up_at=_moment(row.taken_up_at),
    )


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _entry(nonce: int) -> str:
    return f"nonce#{nonce:012d}"

"""End an attempt that went wrong: the artist reads why, and may resume it."""

import json
from typing import Any

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.log import logger
from nfts.data import editions
from nfts.domain.airdrop import Airdrop
from nfts.domain.errand import Errand
from nfts.domain.failure import OURS, Failure


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{id, attempt, error: {Error, Cause}}` in; out `{told, ours}`.

    A nonce that it holds stays its own: what was sent with it still counts, and the next attempt
    goes on with it (on/overdue_mints sees to that).
    """
    error, cause = event["error"].get("Error", ""), event["error"].get("Cause", "")
    failure = Failure.of(error, message_of(cause), now())
    logger().warning("failed", job=event["id"], attempt=event["attempt"], error=error, cause=cause)
    mint = editions.failed(event["id"], event["attempt"], failure)
    if mint is None:
        return {"told": False, "ours": False}
    if isinstance(mint, Errand):
        # Nothing of the edition has failed: who asked for the errand reads it there.
        return {"told": True, "ours": failure.code in OURS}
    events.publish(
        "nft_failed",
        {
            "edition_id": mint.edition_id if isinstance(mint, Airdrop) else mint.id,
            "airdrop_id": mint.id if isinstance(mint, Airdrop) else None,
            "artist_id": mint.artist_id,
            "code": failure.code,
            "error": failure.error,
            "at": rfc3339(failure.at),
        },
    )
    return {"told": True, "ours": failure.code in OURS}


def message_of(cause: str) -> str:
    """The exception's own text: Lambda wraps it as JSON with `errorMessage`."""
    try:
        wrapped = json.loads(cause)
    except ValueError:
        return cause
    return str(wrapped.get("errorMessage", "")) if isinstance(wrapped, dict) else cause

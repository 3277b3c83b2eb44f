"""Why something was not minted, in words for the artist, and whether waiting helps.

Steps of the workflow raise; Step Functions hands on the exception's name and text; here they
become one of a few codes. Those of `MintError` are ours, the others are data/chain_errors'.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta


class MintError(Exception):
    """A mint can't go on: `code` says why, the text says it to the artist."""

    code = "internal"


class NotReadyError(MintError):
    """The work is not published, or a part of it cannot be heard."""

    code = "not-ready"


class SheetNotFrozenError(MintError):
    """Somebody on the split sheet has not consented, or the sheet is not frozen."""

    code = "sheet-not-frozen"


class NotOwnedError(MintError):
    """The work or the sheet is not the artist's any more."""

    code = "not-owned"


class PictureGoneError(MintError):
    """The cover is not where it was published."""

    code = "cover-gone"


class NotPinnedError(MintError):
    """The pinning service does not take what is to be kept."""

    code = "not-pinned"


class TooBigError(MintError):
    """It takes more gas than one transaction may have."""

    code = "too-big"


class AlreadyMintedError(MintError):
    """The chain has a release of this id that is another one than this."""

    code = "already-minted"


class OverdueError(MintError):
    """Sent, replaced, and in no block after all this time."""

    code = "timed-out"


_CODES = {error.__name__: error.code for error in MintError.__subclasses__()} | {
    "NodeUnreachableError": "node-unreachable",
    "WrongChainError": "node-unreachable",
    "OutOfFundsError": "out-of-funds",
    "RevertedError": "reverted",
    "NotDeployedError": "not-deployed",
    "States.Timeout": "timed-out",
    "Sandbox.Timedout": "timed-out",
}
NEVER_AGAIN = sorted(
    {error.__name__ for error in MintError.__subclasses__()}
    | {"OutOfFundsError", "RevertedError", "NotDeployedError", "SupersededError"}
)
"""Exceptions that the workflow does not try again by itself (infra/cdk/stacks/mint_workflow.py)."""

WAITING_HELPS = frozenset({"node-unreachable", "out-of-funds", "timed-out", "internal"})
"""What the platform goes on with by itself later (on/overdue_mints)."""
MOST_ATTEMPTS = 50
"""After so many it waits for whoever asked: two days, as the pauses grow."""
_AT_ONCE = 5
_MOST_PAUSE = 60

OURS = frozenset(
    {"internal", "node-unreachable", "not-deployed", "not-pinned", "out-of-funds", "timed-out"}
)
"""What somebody of the platform has to see to: the workflow fails, and an alarm says so."""

_SENTENCES = {
    "node-unreachable": "No node of the chain answers. It goes on when one does; "
    "you can resume it, too.",
    "out-of-funds": "The platform's account can't pay the gas just now. We have been told; it goes "
    "on when it can.",
    "reverted": "The contract refused it.",
    "not-deployed": "The contracts are not on the chain yet.",
    "timed-out": "It was in no block for too long. It goes on by itself; you can resume it, "
    "too: what was sent is not sent twice.",
    "internal": "Something went wrong on our side. It is tried again; if it stays, tell us its id.",
}
_OWN = frozenset(error.code for error in MintError.__subclasses__())
_REVERTED = re.compile(r"(?P<error>[A-Za-z]\w*)\((?P<arguments>.*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Failure:
    code: str
    sentence: str
    error: str | None
    """Of a revert: the contract's custom error, as ReleaseExists(id=5)."""
    at: datetime

    @classmethod
    def of(cls, error: str, message: str, at: datetime) -> "Failure":
        """From an exception's name and text, as Step Functions tells them."""
        code = _CODES.get(error, "internal")
        sentence = message[:500] if code in _OWN and message else _SENTENCES.get(code, "")
        reverted = message[:300] if code == "reverted" else None
        return cls(code, sentence or _SENTENCES["internal"], reverted, at)

    @property
    def reverted_with(self) -> str | None:
        """The name alone: ReleaseExists."""
        found = _REVERTED.match(self.error or "")
        return found["error"] if found else None

    def due(self, attempt: int) -> datetime | None:
        """When the platform itself goes on after that attempt; None: whoever asked has to.

        At once for a few times, then after longer and longer pauses, up to an hour.
        """
        if self.code not in WAITING_HELPS or attempt >= MOST_ATTEMPTS:
            return None
        pause = min(2 ** max(0, attempt - _AT_ONCE) - 1, _MOST_PAUSE)
        return self.at + timedelta(minutes=pause)

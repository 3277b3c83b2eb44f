"""What a workflow is at work on, whatever it is: which transaction is next, and what it did.

A job is an edition that is published, an airdrop, or an errand; an airdrop may take several
transactions (parts), one after the other.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from didit360.clock import now, rfc3339
from nfts.data import editions, sheets
from nfts.data.errands import Running
from nfts.domain import calls
from nfts.domain.airdrop import Airdrop
from nfts.domain.edition import Edition, Minted
from nfts.domain.errand import Errand
from nfts.domain.failure import AlreadyMintedError, NotReadyError, SheetNotFrozenError

if TYPE_CHECKING:
    from typing import Any

    from nfts.data.chain import Chain
    from nfts.domain.blocks import Receipt
    from nfts.domain.calls import Call, Topics

Event = dict[str, "Any"]


class Job(Protocol):
    """One transaction that is to happen once."""

    @property
    def id(self) -> str: ...
    @property
    def attempt(self) -> int: ...
    @property
    def mint(self) -> editions.AnyMint: ...
    @property
    def key(self) -> str:
        """Whose nonce and request it is."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether it is recorded."""
        ...

    @property
    def once(self) -> bool:
        """Whether the contract itself does it once, however often it is sent."""
        ...

    def call(self, chain: "Chain") -> "Call": ...
    def topics(self) -> "Topics":
        """Of the event by which the contract says that it is done."""
        ...

    def is_done_by(self, chain: "Chain", receipt: "Receipt") -> bool:
        """Whether it is this that a transaction did. AlreadyMintedError if it was another."""
        ...

    def record(self, chain: "Chain", receipt: "Receipt") -> tuple[bool, Event | None]:
        """Keep what was done: whether a transaction is left, and what to say as nft_minted."""
        ...


def current(step: Event) -> Job | None:
    """The job of a step's input; None when it is done, or a later attempt goes on."""
    mint = editions.any_of(str(step["id"]))
    if mint is None or not mint.under_way or mint.attempt != step["attempt"]:
        return None
    return _job(mint, mint.next_part or 0 if isinstance(mint, Airdrop) else 0)


def of_key(key: str) -> Job | None:
    """The job whose nonce it is, done or not; None of one that nobody knows."""
    job_id, _, part = key.rpartition("#")
    mint = editions.any_of(job_id)
    return _job(mint, int(part)) if mint and part.isdigit() else None


def _job(mint: editions.AnyMint, part: int) -> "Job":
    match mint:
        case Edition():
            return Publishing(mint)
        case Airdrop():
            return Giving(mint, part)
        case Errand():
            return Running(mint)


@dataclass(frozen=True)
class Publishing:
    """An edition's one transaction."""

    edition: Edition

    @property
    def mint(self) -> editions.AnyMint:
        return self.edition

    @property
    def id(self) -> str:
        return self.edition.id

    @property
    def attempt(self) -> int:
        return self.edition.attempt

    @property
    def key(self) -> str:
        return calls.key_of(self.id, 0)

    @property
    def is_done(self) -> bool:
        return self.edition.minted is not None

    @property
    def once(self) -> bool:
        return True

    def call(self, chain: "Chain") -> "Call":
        edition = self.edition
        if edition.content is None:
            raise NotReadyError("Its metadata is not kept yet.")
        sheet = sheets.find(edition.terms.sheet_id)
        if sheet is None or sheet.frozen_at is None:
            raise SheetNotFrozenError("The split sheet is gone.")
        return calls.publish(chain.contracts, edition, edition.content, sheet)

    def topics(self) -> "Topics":
        return calls.published_topics(self.edition)

    def is_done_by(self, chain: "Chain", receipt: "Receipt") -> bool:
        """By its event, and by what was sent: its terms, its sheet, who got the first ones."""
        if calls.published(chain.contracts, self.edition, receipt.logs) is None:
            return False
        call, sent = self.call(chain), chain.transaction(receipt.transaction_hash)
        if sent is None:
            return False
        if (sent.to, sent.data) != (call.to, call.data):
            raise AlreadyMintedError("The chain has this work on other terms than these.")
        return True

    def record(self, chain: "Chain", receipt: "Receipt") -> tuple[bool, Event | None]:
        said = calls.published(chain.contracts, self.edition, receipt.logs)
        if said is None:
            raise LookupError(f"no event of {self.id} in {receipt.transaction_hash}")
        moment = now()
        minted = Minted(
            chain_id=chain.id,
            contract=chain.contracts.releases,
            split=str(said["payout"]),
            transaction=receipt.transaction_hash,
            block=receipt.block_number,
            block_hash=receipt.block_hash,
            at=moment,
        )
        done = editions.change(self.id, lambda one: one.recorded(minted, moment), self.edition)
        return False, _told(done)


@dataclass(frozen=True)
class Giving:
    """One transaction of an airdrop."""

    airdrop: Airdrop
    part: int

    @property
    def mint(self) -> editions.AnyMint:
        return self.airdrop

    @property
    def id(self) -> str:
        return self.airdrop.id

    @property
    def attempt(self) -> int:
        return self.airdrop.attempt

    @property
    def key(self) -> str:
        return calls.key_of(self.id, self.part)

    @property
    def is_done(self) -> bool:
        return self.part < len(self.airdrop.parts) and self.airdrop.parts[self.part].done

    @property
    def once(self) -> bool:
        return True

    def call(self, chain: "Chain") -> "Call":
        return self.giving(chain, self.airdrop.of(self.part), self.key)

    def giving(self, chain: "Chain", recipients: tuple[str, ...], key: str) -> "Call":
        edition = editions.get(self.airdrop.edition_id)
        return calls.airdrop(
            chain.contracts, edition.token, recipients, self.airdrop.quantity_each, key
        )

    def topics(self) -> "Topics":
        return calls.airdropped_topics(self.key)

    def is_done_by(self, chain: "Chain", receipt: "Receipt") -> bool:
        return calls.airdropped(chain.contracts, self.key, receipt.logs) is not None

    def record(self, chain: "Chain", receipt: "Receipt") -> tuple[bool, Event | None]:
        refused = calls.refusals(chain.contracts, self.key, receipt.logs)
        part, where = self.part, (receipt.transaction_hash, receipt.block_number)
        done = editions.change_airdrop(
            self.id, lambda one: one.given_out(part, *where, refused, now()), self.airdrop
        )
        return done.next_part is not None, None


def _told(edition: Edition) -> Event:
    minted = edition.minted
    if minted is None:
        raise LookupError(f"{edition.id} is not minted")
    return {
        "edition_id": edition.id,
        "work_id": edition.work_id,
        "artist_id": edition.artist_id,
        "chain_id": minted.chain_id,
        "contract": minted.contract,
        "token_id": str(edition.token),
        "split": minted.split,
        "quantity": edition.terms.quantity,
        "recipient": edition.terms.recipient,
        "transaction": minted.transaction,
        "block": minted.block,
        "at": rfc3339(minted.at),
    }

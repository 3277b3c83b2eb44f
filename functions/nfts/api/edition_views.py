"""What the API shows of editions and airdrops: how far they are, and what went wrong."""

from collections.abc import Iterable

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from nfts.domain.airdrop import Airdrop
from nfts.domain.cid import uri
from nfts.domain.edition import Edition, Kind
from nfts.domain.failure import Failure
from nfts.domain.mint import Mark, State


class MintFailure(Model):
    """Why it is not minted. Resume it: nothing is minted twice by that."""

    code: str
    reason: str
    error: str | None
    failed_at: str


class HistoryLine(Model):
    what: str
    at: str
    detail: str | None


class ContentView(Model):
    """What cannot change."""

    sha256: str
    metadata: str
    cover: str | None


class TokenView(Model):
    """Where it is on the chain. The id is a decimal number of up to 39 digits, as text."""

    chain_id: int
    contract: str
    token_id: str
    split: str
    transaction: str
    block: int
    minted_at: str


class EditionSummary(Model):
    id: str
    work_id: str
    work_kind: str
    title: str
    state: State
    kind: Kind
    supply: int | None
    asked_at: str


class EditionView(EditionSummary):
    closes_at: str | None
    royalty_bps: int
    sheet_id: str
    artist_address: str
    quantity: int
    recipient: str
    description: str
    attempt: int
    content: ContentView | None
    token: TokenView | None
    failure: MintFailure | None
    history: list[HistoryLine]
    updated_at: str


class AirdropTransaction(Model):
    recipients: int
    transaction: str | None
    block: int | None


class AirdropSummary(Model):
    id: str
    edition_id: str
    state: State
    quantity_each: int
    recipients: int = Field(description="how many")
    given: int = Field(description="how many of them have theirs")
    asked_at: str


class AirdropView(AirdropSummary):
    refused: list[str]
    transactions: list[AirdropTransaction]
    attempt: int
    failure: MintFailure | None
    history: list[HistoryLine]
    updated_at: str


def summary(edition: Edition) -> EditionSummary:
    return EditionSummary(
        id=edition.id,
        work_id=edition.work_id,
        work_kind=edition.work_kind,
        title=edition.title,
        state=edition.state,
        kind=edition.terms.kind,
        supply=edition.terms.supply,
        asked_at=rfc3339(edition.asked_at),
    )


def view(edition: Edition) -> EditionView:
    terms = edition.terms
    return EditionView(
        **dict(summary(edition)),
        closes_at=rfc3339(terms.closes_at) if terms.closes_at else None,
        royalty_bps=terms.royalty_bps,
        sheet_id=terms.sheet_id,
        artist_address=terms.artist_address,
        quantity=terms.quantity,
        recipient=terms.recipient,
        description=terms.description,
        attempt=edition.attempt,
        content=_content(edition),
        token=_token(edition),
        failure=_failure(edition.failure),
        history=_history(edition.history),
        updated_at=rfc3339(edition.updated_at),
    )


def airdrop_summary(airdrop: Airdrop) -> AirdropSummary:
    return AirdropSummary(
        id=airdrop.id,
        edition_id=airdrop.edition_id,
        state=airdrop.state,
        quantity_each=airdrop.quantity_each,
        recipients=len(airdrop.recipients),
        given=airdrop.given,
        asked_at=rfc3339(airdrop.asked_at),
    )


def airdrop_view(airdrop: Airdrop) -> AirdropView:
    return AirdropView(
        **dict(airdrop_summary(airdrop)),
        refused=list(airdrop.refused),
        transactions=[
            AirdropTransaction(
                recipients=part.stop - part.start, transaction=part.transaction, block=part.block
            )
            for part in airdrop.parts
        ],
        attempt=airdrop.attempt,
        failure=_failure(airdrop.failure),
        history=_history(airdrop.history),
        updated_at=rfc3339(airdrop.updated_at),
    )


def _content(edition: Edition) -> ContentView | None:
    content = edition.content
    if content is None:
        return None
    return ContentView(
        sha256=content.sha256,
        metadata=uri(content.metadata),
        cover=uri(content.cover) if content.cover else None,
    )


def _token(edition: Edition) -> TokenView | None:
    minted = edition.minted
    if minted is None:
        return None
    return TokenView(
        chain_id=minted.chain_id,
        contract=minted.contract,
        token_id=str(edition.token),
        split=minted.split,
        transaction=minted.transaction,
        block=minted.block,
        minted_at=rfc3339(minted.at),
    )


def _failure(failure: Failure | None) -> MintFailure | None:
    if failure is None:
        return None
    return MintFailure(
        code=failure.code,
        reason=failure.sentence,
        error=failure.error,
        failed_at=rfc3339(failure.at),
    )


def _history(marks: Iterable[Mark]) -> list[HistoryLine]:
    return [HistoryLine(what=one.what, at=rfc3339(one.at), detail=one.detail) for one in marks]

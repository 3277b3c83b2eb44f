"""What the API shows of errands: how far they are, and what went wrong."""

from didit360.clock import rfc3339
from didit360.http import Model
from nfts.api.edition_views import HistoryLine, MintFailure
from nfts.domain.errand import Errand, What
from nfts.domain.mint import State


class ErrandView(Model):
    id: str
    what: What
    edition_id: str
    subject: str
    state: State
    attempt: int
    transaction: str | None
    block: int | None
    failure: MintFailure | None
    history: list[HistoryLine]
    asked_at: str
    updated_at: str


def view(errand: Errand) -> ErrandView:
    failure = errand.failure
    return ErrandView(
        id=errand.id,
        what=errand.what,
        edition_id=errand.edition_id,
        subject=errand.subject,
        state=errand.state,
        attempt=errand.attempt,
        transaction=errand.transaction,
        block=errand.block,
        failure=MintFailure(
            code=failure.code,
            reason=failure.sentence,
            error=failure.error,
            failed_at=rfc3339(failure.at),
        )
        if failure
        else None,
        history=[
            HistoryLine(what=mark.what, at=rfc3339(mark.at), detail=mark.detail)
            for mark in errand.history
        ],
        asked_at=rfc3339(errand.asked_at),
        updated_at=rfc3339(errand.updated_at),
    )

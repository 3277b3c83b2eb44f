"""What the API shows of split sheets."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from didit360.identity import Caller
from nfts.api.people_views import PersonRef, people_refs
from nfts.domain.shares import Payee
from nfts.domain.sheet import OnChain, Sheet, State


class PayeeView(Model):
    person: PersonRef | None = Field(description="null of somebody who was erased")
    role: str
    recording_bps: int
    composition_bps: int
    weight: int = Field(description="the part of all income, of 100,000,000")
    address: str | None = Field(
        description="where they are paid; null until they are invited, or as long as they have no "
        "wallet"
    )
    consented_at: str | None


class RefusalView(Model):
    person: PersonRef
    reason: str
    refused_at: str


class ChainPayee(Model):
    account: str
    recording_bps: int
    composition_bps: int


class OnChainView(Model):
    """What the contract takes (Splits.create): payees ascend by their addresses."""

    id: str = Field(description="0x-hex, 32 bytes: the sheet's ULID as a number")
    composition_part: int
    payees: list[ChainPayee]
    consents: list[str] | None = Field(
        description="each payee's signature, in the same order; null until all are there"
    )


class MyLine(Model):
    """The caller's own line."""

    role: str
    recording_bps: int
    composition_bps: int
    address: str | None
    consented_at: str | None


class SheetSummary(Model):
    """A split sheet as lists name it."""

    id: str
    owner: PersonRef | None
    title: str
    work_id: str | None
    state: State
    payee_count: int
    mine: MyLine | None = Field(description="null of an owner who is not paid by it")
    updated_at: str


class SheetView(Model):
    id: str
    owner: PersonRef | None
    title: str
    work_id: str | None
    state: State
    composition_part_bps: int
    payees: list[PayeeView]
    refusal: RefusalView | None = Field(description="shown to the owner only, until they invite")
    on_chain: OnChainView | None = Field(description="null until everybody has an address on it")
    created_at: str
    updated_at: str
    invited_at: str | None
    frozen_at: str | None


def view(sheet: Sheet, me: Caller) -> SheetView:
    """A sheet as the caller sees it; one batch read for the people in it."""
    refusal = sheet.refusal if sheet.owner_id == me.id else None
    named = {*sheet.people, sheet.owner_id, refusal.person_id if refusal else None}
    refs = people_refs(one for one in named if one)
    return SheetView(
        id=sheet.id,
        owner=refs[sheet.owner_id] if sheet.owner_id else None,
        title=sheet.terms.title,
        work_id=sheet.terms.work_id,
        state=sheet.state,
        composition_part_bps=sheet.terms.composition_part_bps,
        payees=[
            PayeeView(
                person=refs[payee.person_id] if payee.person_id else None,
                role=payee.role,
                recording_bps=payee.recording_bps,
                composition_bps=payee.composition_bps,
                weight=payee.weight(sheet.terms.composition_part_bps),
                address=payee.address,
                consented_at=_consented_at(payee),
            )
            for payee in sheet.payees
        ],
        refusal=RefusalView(
            person=refs[refusal.person_id],
            reason=refusal.reason,
            refused_at=rfc3339(refusal.at),
        )
        if refusal
        else None,
        on_chain=_on_chain(sheet),
        created_at=rfc3339(sheet.created_at),
        updated_at=rfc3339(sheet.updated_at),
        invited_at=rfc3339(sheet.invited_at) if sheet.invited_at else None,
        frozen_at=rfc3339(sheet.frozen_at) if sheet.frozen_at else None,
    )


def summaries(found: Sequence[Sheet], me: Caller) -> list[SheetSummary]:
    refs = people_refs({sheet.owner_id for sheet in found if sheet.owner_id})
    return [
        SheetSummary(
            id=sheet.id,
            owner=refs[sheet.owner_id] if sheet.owner_id else None,
            title=sheet.terms.title,
            work_id=sheet.terms.work_id,
            state=sheet.state,
            payee_count=len(sheet.payees),
            mine=_mine(sheet.payees, me),
            updated_at=rfc3339(sheet.updated_at),
        )
        for sheet in found
    ]


def on_chain(form: OnChain, consents: Iterable[bytes] | None) -> OnChainView:
    return OnChainView(
        id="0x" + form.id.hex(),
        composition_part=form.composition_part,
        payees=[
            ChainPayee(account=account, recording_bps=recording, composition_bps=composition)
            for account, recording, composition in form.payees
        ],
        consents=None if consents is None else ["0x" + one.hex() for one in consents],
    )


def _on_chain(sheet: Sheet) -> OnChainView | None:
    if sheet.state in (State.DRAFT, State.INVITED):
        return None
    complete = sheet.state is not State.SIGNING
    return on_chain(sheet.onchain(), sheet.consents if complete else None)


def _mine(payees: Iterable[Payee], me: Caller) -> MyLine | None:
    for payee in payees:
        if payee.person_id == me.id:
            return MyLine(
                role=payee.role,
                recording_bps=payee.recording_bps,
                composition_bps=payee.composition_bps,
                address=payee.address,
                consented_at=_consented_at(payee),
            )
    return None


def _consented_at(payee: Payee) -> str | None:
    return rfc3339(payee.consent.at) if payee.consent else None

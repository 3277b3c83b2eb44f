"""What an owner says in a split sheet, as several operations take it."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from didit360.http import Model
from didit360.inputs import NUMBER, Change, unsaid
from didit360.text import Line
from nfts.domain.shares import BPS, MAX_PAYEES, Payee

Bps = Annotated[int, Field(ge=0, le=BPS), NUMBER]
PersonId = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]*$")
]
WorkId = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_]*$")]


class PayeeLine(Model):
    """Who is paid which part; of each column, in basis points of 10,000."""

    person_id: PersonId
    role: Line
    recording_bps: Bps
    composition_bps: Bps = 0


PayeeLines = Annotated[list[PayeeLine], Field(min_length=1, max_length=MAX_PAYEES)]


class NewSheet(Model):
    title: Line
    payees: PayeeLines | None = Field(
        None, description="each column makes 10,000; without them, you are paid everything"
    )
    composition_part_bps: Bps = Field(
        0, description="of all income, what goes by the composition column; 0: that column is 0"
    )
    work_id: WorkId | None = None


class SheetChange(Change):
    """What is not there stays as it is; null takes away what need not be there."""

    title: Line = unsaid()
    payees: PayeeLines = unsaid()
    composition_part_bps: Bps = unsaid()
    work_id: WorkId | None = None


def payees_of(lines: Sequence[PayeeLine]) -> tuple[Payee, ...]:
    return tuple(
        Payee(line.person_id, line.role, line.recording_bps, line.composition_bps) for line in lines
    )


def all_to(person_id: str, composition_part_bps: int) -> tuple[Payee, ...]:
    """One person is paid everything."""
    return (Payee(person_id, "Artist", BPS, BPS if composition_part_bps else 0),)

"""Which roles a person may ask for, and what becomes of the asking."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from didit360.identity import Role

ASKED_FOR = (Role.ARTIST, Role.PODCASTER, Role.AUTHOR, Role.DJ, Role.PRODUCER)
"""Everybody is a fan; moderators and admins are made by a command alone."""


class RequestState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RoleRequest:
    id: str
    person_id: str | None
    """None of a person who was erased."""
    role: Role
    reason: str
    links: tuple[str, ...]
    state: RequestState
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    answer: str | None
    """What the moderator said of the decision."""
    effective_at: datetime | None
    """Since when tokens that are issued have the role."""

"""What the API shows of those who work on a playlist, and of the links that let people in."""

from collections.abc import Sequence

from pydantic import Field

from didit360.clock import rfc3339
from didit360.http import Model
from music.api.playlist_views import PersonRef, people_refs
from music.domain.playlist import Collaborator, Link, Part


class CollaboratorView(Model):
    person: PersonRef
    part: Part
    since: str


class Collaborators(Model):
    items: list[CollaboratorView] = Field(description="the owner first")
    next: str | None = None


class InvitationView(Model):
    """A link that makes whoever has it a collaborator. Its token is shown once, when it is made."""

    id: str
    part: Part
    created_at: str
    expires_at: str


class ShareView(Model):
    """A link that shows the playlist. Its token is shown once, when it is made."""

    id: str
    created_at: str


def collaborator_views(found: Sequence[Collaborator]) -> list[CollaboratorView]:
    known = people_refs(one.person_id for one in found)
    return [
        CollaboratorView(person=known[one.person_id], part=one.part, since=rfc3339(one.since))
        for one in found
    ]


def invitation_view(link: Link) -> InvitationView:
    if link.part is None or link.expires_at is None:
        raise ValueError(f"{link.id} is no invitation")
    return InvitationView(
        id=link.id,
        part=link.part,
        created_at=rfc3339(link.created_at),
        expires_at=rfc3339(link.expires_at),
    )


def share_view(link: Link) -> ShareView:
    return ShareView(id=link.id, created_at=rfc3339(link.created_at))

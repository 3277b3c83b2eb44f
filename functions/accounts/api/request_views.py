"""What the API shows of requests for roles."""

from pydantic import Field

from accounts.domain.roles import RequestState, RoleRequest
from didit360.clock import rfc3339
from didit360.http import Model
from didit360.identity import Role


class RequestView(Model):
    id: str
    person_id: str | None = Field(description="null of somebody who was erased")
    role: Role
    reason: str
    links: list[str]
    state: RequestState
    created_at: str
    decided_at: str | None
    answer: str | None = Field(description="the moderator's reason")
    effective_at: str | None = Field(
        description="of a granted one: tokens that are issued after this have the role"
    )


class Requests(Model):
    items: list[RequestView]
    next: str | None


def request_view(request: RoleRequest) -> RequestView:
    return RequestView(
        id=request.id,
        person_id=request.person_id,
        role=request.role,
        reason=request.reason,
        links=list(request.links),
        state=request.state,
        created_at=rfc3339(request.created_at),
        decided_at=rfc3339(request.decided_at) if request.decided_at else None,
        answer=request.answer,
        effective_at=rfc3339(request.effective_at) if request.effective_at else None,
    )

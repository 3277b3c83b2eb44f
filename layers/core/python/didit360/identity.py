"""Who is calling: the claims that the API's Cognito authorizer verified, never a body."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from didit360.problems import Forbidden, Unauthenticated

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayRestResolver


class Role(StrEnum):
    """A group of the user pool."""

    FAN = "fan"
    ARTIST = "artist"
    PODCASTER = "podcaster"
    AUTHOR = "author"
    PRODUCER = "producer"
    DJ = "dj"
    MODERATOR = "moderator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person: the user pool's `sub` and the roles in the token."""

    id: str
    username: str
    roles: frozenset[Role]
    preferred_username: str | None = None
    """What they would like to be called, where they said so at sign-up."""

    def must_be(self, *roles: Role) -> Self:
        """The caller, if they hold one of the roles; Forbidden (403) if not."""
        if self.roles.isdisjoint(roles):
            wanted = " or ".join(roles)
            raise Forbidden(f"Only a person with the role {wanted} may do this.")
        return self


def caller(app: "APIGatewayRestResolver") -> Caller:
    """Who sent the request that `app` is answering; Unauthenticated (401) without an ID token."""
    authorizer = app.current_event.raw_event.get("requestContext", {}).get("authorizer") or {}
    claims = authorizer.get("claims") or {}
    # An API without scopes takes ID tokens only; not every gateway refuses the other kind.
    if not claims.get("sub") or claims.get("token_use") != "id":
        raise Unauthenticated("Sign in first.")
    return Caller(
        id=claims["sub"],
        username=claims.get("cognito:username", claims["sub"]),
        roles=_roles(claims.get("cognito:groups", "")),
        preferred_username=claims.get("preferred_username"),
    )


def _roles(groups: str | list[str]) -> frozenset[Role]:
    # REST APIs hand the list over as text, "a,b" or "[a b]"; groups of other systems are ignored.
    names = groups if isinstance(groups, list) else re.split(r"[\s,\[\]]+", groups)
    return frozenset(role for role in Role if role in names)

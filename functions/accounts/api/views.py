"""What the API shows of people."""

from pydantic import Field

from accounts.domain.profile import Profile
from didit360.clock import rfc3339
from didit360.http import Model
from didit360.identity import Role
from didit360.inputs import YesNo
from didit360.pictures import PictureView, shown


class PersonView(Model):
    """A person as everybody sees them."""

    id: str
    handle: str
    name: str
    bio: str
    links: list[str]
    country: str | None
    roles: list[Role]
    avatar: PictureView | None
    followers: int
    following: int


class People(Model):
    items: list[PersonView]
    next: str | None


class Notifications(Model):
    """What a person wants to be told of."""

    new_followers: YesNo = True
    new_releases: YesNo = True
    collaborations: YesNo = True
    role_decisions: YesNo = True
    newsletter: YesNo = False


class AvatarProblem(Model):
    code: str
    message: str


class Me(PersonView):
    """A person as they see themselves."""

    birth_date_known: bool = Field(description="the date itself is never shown")
    notifications: Notifications
    avatar_problem: AvatarProblem | None = Field(
        description="why the newest picture could not be taken, and what to do"
    )
    joined_at: str


def person_view(profile: Profile) -> PersonView:
    return PersonView(
        id=profile.id,
        handle=profile.handle,
        name=profile.name,
        bio=profile.bio,
        links=list(profile.links),
        country=profile.country,
        roles=[Role(role) for role in profile.roles],
        avatar=shown(profile.avatar),
        followers=profile.followers,
        following=profile.following,
    )


def me_view(profile: Profile, roles: frozenset[Role]) -> Me:
    """With the roles of the token: what the caller may do with it now."""
    common = {name: getattr(person_view(profile), name) for name in PersonView.model_fields}
    return Me(
        **common | {"roles": sorted(roles)},
        birth_date_known=profile.birth_date is not None,
        notifications=Notifications(**profile.notifications),
        avatar_problem=AvatarProblem(**profile.avatar_problem) if profile.avatar_problem else None,
        joined_at=rfc3339(profile.created_at),
    )

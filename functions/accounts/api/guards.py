"""Whose profile a call is about. Whoever blocks the caller does not exist for them."""

from accounts.data import profiles, ties
from accounts.domain.profile import Profile
from didit360.http import Api
from didit360.identity import caller


def mine(app: Api) -> Profile:
    """The caller's profile, made with their first call; ErasedError (410)."""
    me = caller(app)
    return profiles.ensure(me.id, me.roles, me.preferred_username)


def seen(person: str, viewer: Profile) -> Profile:
    """Somebody by handle or id, as far as they let the viewer see them; PersonNotFoundError."""
    other = profiles.find(person)
    if ties.blocks(other.id, viewer.id):
        raise profiles.PersonNotFoundError
    return other

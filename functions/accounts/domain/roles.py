"""Which roles a person may take on alone, and which are given."""

from didit360.identity import Role

_OPEN_TO_ALL = frozenset({Role.FAN, Role.ARTIST})


def may_be_joined(role: Role) -> bool:
    return role in _OPEN_TO_ALL

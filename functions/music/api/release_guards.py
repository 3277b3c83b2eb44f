"""Who may see and change a release. One that somebody may not see does not exist for them."""

from collections.abc import Callable, Iterable

from didit360 import people
from didit360.identity import Caller, Role
from didit360.ids import is_id
from didit360.problems import Conflict
from music.data import releases
from music.domain.release import (
    DateToComeError,
    OthersTracksError,
    Release,
    ScheduledError,
    State,
)
from music.domain.track import TakenDownError

_SEEN_BY_MODERATORS = (State.PUBLISHED, State.UNPUBLISHED, State.TAKEN_DOWN)


def visible(release_id: str, me: Caller) -> Release:
    """The release, if it is the caller's, or published by somebody who does not block them.

    Moderators see what was public once, too. ReleaseNotFoundError.
    """
    release = _find(release_id)
    if release.artist_id != me.id and not _shown(release, me):
        raise releases.ReleaseNotFoundError
    return release


def visible_of(found: Iterable[Release], me: Caller) -> list[Release]:
    """Those that everybody sees, less the ones whose artists block the caller."""
    public = [release for release in found if release.public]
    blocked = people.blocked_by(me.id, {release.artist_id for release in public})
    return [release for release in public if release.artist_id not in blocked]


def owned(release_id: str, me: Caller) -> Release:
    """The release, if the caller is its artist; Forbidden (no artist), NotFound (not theirs)."""
    me.must_be(Role.ARTIST)
    release = _find(release_id)
    if release.artist_id != me.id:
        raise releases.ReleaseNotFoundError
    return release


def moderated(release_id: str, me: Caller) -> Release:
    """The release, for a moderator; Forbidden, NotFound (never public)."""
    me.must_be(Role.MODERATOR)
    release = _find(release_id)
    if release.state not in _SEEN_BY_MODERATORS:
        raise releases.ReleaseNotFoundError
    return release


def changed(release_id: str, step: Callable[[Release], Release]) -> Release:
    """releases.change, with the domain's refusals as problems: 409."""
    try:
        return releases.change(release_id, step)
    except TakenDownError:
        detail = "A moderator took the release down. Read why in its `taken_down`."
        raise Conflict(detail, code="taken-down") from None
    except OthersTracksError:
        detail = "Only a compilation holds tracks of other artists."
        raise Conflict(detail, code="others-tracks") from None
    except DateToComeError:
        detail = "The release is published: its date is today's, or past."
        raise Conflict(detail, code="date-to-come") from None
    except ScheduledError:
        detail = "The release goes out on its date: unpublish it, change the date, publish again."
        raise Conflict(detail, code="scheduled") from None


def _shown(release: Release, me: Caller) -> bool:
    if Role.MODERATOR in me.roles:
        return release.state in _SEEN_BY_MODERATORS
    return bool(visible_of([release], me))


def _find(release_id: str) -> Release:
    if not is_id(release_id, "rel"):
        raise releases.ReleaseNotFoundError
    return releases.get(release_id)

"""Take back what is said of a track's recording once the track, or that file of it, is gone."""

from collections.abc import Iterable
from contextlib import suppress

from didit360.clock import now
from music.data import catalogue, flags
from music.domain.flag import Flag, flag_id


def replaced(track_id: str, upload_id: str) -> None:
    """Take an open flag back that is about an earlier file than what listeners hear now."""
    before = flags.of_track(track_id)
    if before is None or before.unless_replaced(upload_id) is not None:
        return
    after = flags.change(before.id, lambda flag: flag and flag.unless_replaced(upload_id))
    if after is None:
        for match in before.matches:
            flags.unname(match.track_id, track_id)


def let_go(track_id: str, *, names: Iterable[str] = (), named_by: Iterable[str] = ()) -> None:
    """Remove a deleted track's flag, and its name from other tracks and their flags.

    `names`: tracks that it named itself; `named_by`: tracks that may name it, besides those that
    are known to. Safe to repeat.
    """

    def without(flag: Flag | None) -> Flag | None:
        return flag and flag.without(track_id)

    for by in {*named_by, *flags.named_by(track_id)}:
        with suppress(catalogue.TrackNotFoundError):
            catalogue.change(by, lambda track: track.no_longer_same(track_id, now()))
        flags.change(flag_id(by), without)
    flag = flags.of_track(track_id)
    flagged = [match.track_id for match in flag.matches] if flag else []
    for other in (*names, *flagged):
        flags.unname(other, track_id)
    flags.change(flag_id(track_id), lambda _: None)
    flags.forget_names(track_id)

"""Flags of tracks, kept in the catalogue's table; and which tracks name which as the same."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from didit360.clock import rfc3339
from didit360.problems import NotFound
from didit360.races import as_it_was_read, settled
from music.domain.flag import (
    Flag,
    FlagState,
    Outcome,
    SameRecording,
    Settlement,
    flag_id,
)

if TYPE_CHECKING:
    from music.data.flag_rows import FlagRow

_ORDER = (FlagState.OPEN, FlagState.SETTLED)


class FlagNotFoundError(NotFound):
    code = "no-such-flag"

    def __init__(self) -> None:
        super().__init__("There is no such flag.")


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.flag_rows  # noqa: F401


def of_track(track_id: str) -> Flag | None:
    return find(flag_id(track_id))


def find(id_: str) -> Flag | None:
    row = _get(id_)
    return _flag(row) if row else None


def change(id_: str, step: Callable[[Flag | None], Flag | None]) -> Flag | None:
    """Apply a step of the domain and keep the outcome; None is no flag, before and after.

    BusyError when others keep writing it.
    """

    def write() -> Flag | None:
        row = _get(id_)
        before = _flag(row) if row else None
        after = step(before)
        if after == before:
            return before
        with as_it_was_read():
            if after is not None:
                _row(after, row).save()
            elif row is not None:
                row.delete()
        return after

    return settled(id_, write)


def settle(id_: str, step: Callable[[Flag], Flag]) -> Flag:
    """Change a flag that must be there. FlagNotFoundError."""

    def one(flag: Flag | None) -> Flag:
        if flag is None:
            raise FlagNotFoundError
        return step(flag)

    settled = change(id_, one)
    if settled is None:
        raise FlagNotFoundError
    return settled


def page(*, limit: int, after: dict[str, Any] | None) -> tuple[list[Flag], dict[str, Any] | None]:
    """Open flags first, of the newest track first; and where the next page starts."""
    from music.data.flag_rows import FlagRow

    start = after or {"state": _ORDER[0], "key": None}
    flags: list[Flag] = []
    for state in _ORDER[_ORDER.index(FlagState(start["state"])) :]:
        if len(flags) == limit:
            return flags, {"state": state, "key": None}
        found = FlagRow.by_state.query(
            state,
            scan_index_forward=False,
            limit=limit - len(flags),
            last_evaluated_key=start["key"] if state == start["state"] else None,
        )
        flags += [_flag(row) for row in found]
        if found.last_evaluated_key:
            return flags, {"state": state, "key": found.last_evaluated_key}
    return flags, None


def name(track_id: str, by: str) -> None:
    """Remember that track `by` is about to say that it has the recording of `track_id`."""
    from music.data.flag_rows import MatchedByRow

    MatchedByRow(_matched_by(track_id)).update(actions=[MatchedByRow.tracks.add({by})])


def unname(track_id: str, by: str) -> None:
    from music.data.flag_rows import MatchedByRow

    there = MatchedByRow.id.exists()
    _unless_gone(
        lambda: MatchedByRow(_matched_by(track_id)).update(
            actions=[MatchedByRow.tracks.delete({by})], condition=there
        )
    )


def named_by(track_id: str) -> set[str]:
    """Tracks that may name this one."""
    from music.data.flag_rows import MatchedByRow

    try:
        row = MatchedByRow.get(_matched_by(track_id), consistent_read=True)
    except MatchedByRow.DoesNotExist:
        return set()
    return set(row.tracks or ())


def forget_names(track_id: str) -> None:
    from music.data.flag_rows import MatchedByRow

    MatchedByRow(_matched_by(track_id)).delete()


def _unless_gone(write: Callable[[], object]) -> None:
    from pynamodb.exceptions import UpdateError

    try:
        write()
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _matched_by(track_id: str) -> str:
    return f"matched-by#{track_id}"


def _get(id_: str) -> "FlagRow | None":
    from music.data.flag_rows import FlagRow

    try:
        return FlagRow.get(id_, consistent_read=True)
    except FlagRow.DoesNotExist:
        return None


def _row(flag: Flag, before: "FlagRow | None") -> "FlagRow":
    from music.data.flag_rows import FlagRow

    said = asdict(flag) | {"created_at": rfc3339(flag.created_at)}
    if flag.settlement is not None:
        said["settlement"]["at"] = rfc3339(flag.settlement.at)
    row = FlagRow(flag.id, flag_state=flag.state, flag=said)
    if before is not None:
        row.version = before.version
    return row


def _flag(row: "FlagRow") -> Flag:
    said = dict(row.flag)
    settled = said["settlement"]
    return Flag(
        track_id=said["track_id"],
        artist_id=said["artist_id"],
        upload_id=said["upload_id"],
        matches=tuple(SameRecording(**match) for match in said["matches"]),
        created_at=datetime.fromisoformat(said["created_at"]),
        settlement=Settlement(
            Outcome(settled["outcome"]),
            settled["note"],
            settled["by"],
            datetime.fromisoformat(settled["at"]),
        )
        if settled
        else None,
    )

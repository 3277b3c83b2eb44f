"""A play was counted: what was played is found a little before others."""

from didit360.reactions import Detail, on_event
from music.data import search_counts, tops


def play_counted(detail: Detail) -> None:
    """Safe to repeat, in any order: the track's count is read, not added up."""
    track_id = detail["track_id"]
    search_counts.played({track_id: tops.play_count(track_id)})


handler = on_event(play_counted)

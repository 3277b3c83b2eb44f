"""Somebody blocked somebody: neither works on the other's playlists any more."""

from didit360.reactions import Detail, on_event
from music.data import playlist_people


def person_blocked(detail: Detail) -> None:
    """Safe to repeat. (That the blocked one sees nothing is looked at with each request.)"""
    playlist_people.part_ways(detail["person_id"], detail["blocked_id"])
    playlist_people.part_ways(detail["blocked_id"], detail["person_id"])


handler = on_event(person_blocked)

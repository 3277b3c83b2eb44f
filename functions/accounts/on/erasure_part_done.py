"""A product has erased somebody; with the last one's part nothing has their name any more."""

from accounts.data import erasures
from didit360.reactions import Detail, on_event


def erasure_part_done(detail: Detail) -> None:
    erasures.part_done(detail["erasure_id"], detail["product"])


handler = on_event(erasure_part_done)

"""Somebody likes something, or no longer: count it, exactly once."""

from typing import Any

from didit360.reactions import on_change
from music.data import likes

Item = dict[str, Any] | None


def likes_changed(_: Item, new: Item) -> None:
    """Safe to repeat: the row says whether it is counted."""
    if new is None or "wanted" not in new:  # gone, or a count itself
        return
    if bool(new.get("counted")) != new["wanted"] or not new["wanted"]:
        likes.settle(new["person_id"], new["entry"])


handler = on_change(likes_changed)

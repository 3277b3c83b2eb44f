"""What artists put on top of their pages: one thing each, in the table of releases."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pin:
    item_id: str
    note: str | None


def put(artist_id: str, pin: Pin) -> None:
    from music.data.release_rows import PinRow

    PinRow(_id(artist_id), "pin", item_id=pin.item_id, note=pin.note).save()


def get(artist_id: str) -> Pin | None:
    from music.data.release_rows import PinRow

    try:
        row = PinRow.get(_id(artist_id), "pin", consistent_read=True)
    except PinRow.DoesNotExist:
        return None
    return Pin(row.item_id, row.note)


def remove(artist_id: str) -> None:
    from music.data.release_rows import PinRow

    PinRow(_id(artist_id), "pin").delete()


def _id(artist_id: str) -> str:
    return f"pin#{artist_id}"

"""What an artist says of a release, field by field, as several operations take it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from didit360.http import Model
from didit360.inputs import DAY, NUMBER, Change, unsaid
from didit360.text import Line
from music.api.detail_fields import Genre, RightsField, once
from music.domain.codes import barcode
from music.domain.details import RightsLine
from music.domain.release import MAX_DISCS, MAX_TRACKS, Type


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no time zone of the IANA database, as in Europe/Lisbon") from None
    return name


Genres = Annotated[tuple[Genre, ...], Field(max_length=5), AfterValidator(once)]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
Barcode = Annotated[str, Field(max_length=32), AfterValidator(barcode)]
Year = Annotated[date, Field(ge=date(1860, 1, 1), le=date(2100, 12, 31)), DAY]
"""The first recording of a voice that is kept is of 1860."""


class Place(Model):
    """A track in a release."""

    track_id: Annotated[str, Field(max_length=40)]
    disc: Annotated[int, Field(ge=1, le=MAX_DISCS), NUMBER] = 1


Places = Annotated[list[Place], Field(max_length=MAX_TRACKS)]


class NewRelease(Model):
    type: Type
    title: Line
    version: Line | None = Field(None, description='as in "Deluxe" or "2026 Remaster"')
    release_date: Year | None = None
    time_zone: Zone = Field("UTC", description="where the release date begins; IANA's name")
    genres: Genres = ()
    upc: Barcode | None = Field(None, description="UPC or EAN; its check digit is looked at")
    label: Line | None = None
    copyright_line: RightsField | None = Field(None, description="(C), of work and artwork")
    recording_line: RightsField | None = Field(None, description="(P), of the recording")


class ReleaseChange(Change):
    """What is not there stays as it is; null takes away what need not be there."""

    type: Type = unsaid()
    title: Line = unsaid()
    version: Line | None = None
    release_date: Year | None = None
    time_zone: Zone = unsaid()
    genres: Genres = unsaid()
    upc: Barcode | None = None
    label: Line | None = None
    copyright_line: RightsField | None = None
    recording_line: RightsField | None = None


def facts_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the domain has them."""
    lines = {
        name: RightsLine(line.year, line.holder)
        for name in ("copyright_line", "recording_line")
        if (line := said.get(name)) is not None
    }
    return {**said, **lines}

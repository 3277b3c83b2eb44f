"""What a client says, at its word: no number is a moment, no text a number, no null ignored."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from didit360.http import Model

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _moment_text(value: object) -> object:
    # Of a number, in text or not, pydantic makes seconds or milliseconds since 1970.
    if not isinstance(value, str) or not _DAY.match(value):
        raise ValueError("a moment is text, as RFC 3339 has it: 2026-11-22T18:00:00Z")
    return value


def _day_text(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day is text, as RFC 3339 has it: 2026-11-22")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # a clock that is beside itself: the first or the last moment there is
        if moment.year == 1:
            return datetime.min.replace(tzinfo=UTC)
        return datetime.max.replace(tzinfo=UTC)


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("a number is neither text nor true or false")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text), AfterValidator(_in_utc)]
DAY = BeforeValidator(_day_text)
Day = Annotated[date, DAY]

NUMBER = BeforeValidator(_number)
"""Of a body: `Annotated[int, Field(ge=1), NUMBER]`. In a query everything is text."""
YesNo = Annotated[bool, Field(strict=True)]
"""Of a body: `true` or `false`, not 1 or "yes"."""


class Change(Model):
    """What is not there stays as it is. A field that null takes away says so with `| None`; of any
    other, which is `unsaid()`, null is refused.
    """

    def said(self) -> dict[str, Any]:
        """The fields that were named, with what was said."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def unsaid() -> Any:
    """A default that no document shows, as it is not a value: look at what was `said`."""
    return Field(default_factory=lambda: None)

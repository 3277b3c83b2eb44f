"""What an artist says of a track beyond its title, as the API takes it and shows it."""

from collections.abc import Set
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from didit360.http import Model
from didit360.inputs import NUMBER, YesNo
from didit360.text import Line
from music.domain import codes, languages
from music.domain.details import (
    MAX_CONTRIBUTORS,
    MAX_GENRES,
    MAX_MOODS,
    NAMES,
    Contributor,
    ContributorRole,
    Details,
    RightsLine,
)
from music.domain.genres import GENRES, MOODS
from music.domain.keys import KEYS


def _one_of(known: frozenset[str], what: str) -> Any:
    def check(text: str) -> str:
        if text not in known:
            raise ValueError(f"no {what} of the list: {' '.join(sorted(known))}")
        return text

    return check


def _language(text: str) -> str:
    found = languages.language(text)
    if found is None:
        raise ValueError("no language of ISO 639, as in pt, yue or zxx (nothing is sung)")
    return found


def once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


Genre = Annotated[
    str,
    AfterValidator(_one_of(GENRES, "genre")),
    WithJsonSchema({"type": "string", "enum": sorted(GENRES)}),
]
Mood = Annotated[
    str,
    AfterValidator(_one_of(MOODS, "mood")),
    WithJsonSchema({"type": "string", "enum": sorted(MOODS)}),
]
Key = Annotated[
    str,
    AfterValidator(_one_of(KEYS, "key")),
    WithJsonSchema({"type": "string", "enum": sorted(KEYS)}),
]
Isrc = Annotated[str, Field(max_length=40), AfterValidator(codes.isrc)]
Language = Annotated[str, Field(max_length=3), AfterValidator(_language)]
Tempo = Annotated[float, Field(ge=20, le=999), NUMBER]


class ContributorField(Model):
    name: Line
    role: ContributorRole
    person_id: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,64}$")] | None = Field(
        None, description="of somebody who is here"
    )


class RightsField(Model):
    year: Annotated[int, Field(ge=1860, le=2100, description="of first publication"), NUMBER]
    holder: Line


class DetailsChange(Model):
    """What is not there stays as it is; null says that there is none."""

    version: Line | None = Field(None, description='as in "Live" or "Radio Edit"')
    contributors: Annotated[tuple[ContributorField, ...], Field(max_length=MAX_CONTRIBUTORS)] = ()
    genres: Annotated[tuple[Genre, ...], Field(max_length=MAX_GENRES), AfterValidator(once)] = ()
    moods: Annotated[tuple[Mood, ...], Field(max_length=MAX_MOODS), AfterValidator(once)] = ()
    explicit: YesNo | None = None
    language: Language | None = Field(
        None, description="of the words, by ISO 639; zxx where nothing is sung"
    )
    isrc: Isrc | None = Field(None, description="with or without hyphens")
    copyright_line: RightsField | None = Field(None, description="(C), of words and music")
    recording_line: RightsField | None = Field(None, description="(P), of the recording")
    tempo_bpm: Tempo | None = None
    key: Key | None = None

    def facts(self) -> dict[str, Any]:
        """What was said, in the domain's terms."""
        said: dict[str, Any] = {name: getattr(self, name) for name in self.model_fields_set}
        for name in ("copyright_line", "recording_line"):
            line = said.get(name)
            if line is not None:
                said[name] = RightsLine(line.year, line.holder)
        if "contributors" in said:
            said["contributors"] = tuple(
                Contributor(one.name, one.role, one.person_id) for one in self.contributors
            )
        return said


class ContributorView(Model):
    name: str
    role: ContributorRole
    person_id: str | None


class RightsView(Model):
    year: int
    holder: str


class DetailsView(Model):
    version: str | None
    contributors: list[ContributorView]
    genres: list[str]
    moods: list[str]
    explicit: bool | None = Field(description="null: its artist does not say")
    language: str | None
    isrc: str | None
    copyright_line: RightsView | None
    recording_line: RightsView | None
    tempo_bpm: float | None
    key: str | None
    lyrics: Literal["plain", "synced"] | None = Field(description="what GET .../lyrics has")
    prefilled: list[str] = Field(
        description="what stands in the file's tags and the artist has not spoken of; shown to "
        "the artist only"
    )


def details_view(
    details: Details, *, to_owner: bool, hidden: Set[str] = frozenset()
) -> DetailsView:
    """What the artist says; `hidden` are people whose credits lead nowhere: a name is left."""
    return DetailsView(
        **{name: getattr(details, name) for name in _AS_THEY_ARE},
        contributors=[
            ContributorView(
                name=one.name,
                role=one.role,
                person_id=None if one.person_id in hidden else one.person_id,
            )
            for one in details.contributors
        ],
        genres=list(details.genres),
        moods=list(details.moods),
        copyright_line=_rights(details.copyright_line),
        recording_line=_rights(details.recording_line),
        lyrics=details.lyrics,
        prefilled=list(details.prefilled) if to_owner else [],
    )


_AS_THEY_ARE = set(NAMES) - {
    *("contributors", "genres", "moods", "copyright_line", "recording_line")
}


def _rights(line: RightsLine | None) -> RightsView | None:
    return RightsView(year=line.year, holder=line.holder) if line else None

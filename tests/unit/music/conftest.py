"""What tests of several files here start from."""

import json
from collections.abc import Callable, Iterator

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.unit.aws import Said
from tests.unit.music.playlists import introduce
from tests.unit.music.tracks import EVENTS


@pytest.fixture
def shelf(
    aws: None,  # noqa: ARG001
    said: Said,
    database: Callable[[str], None],
) -> Iterator[Said]:
    """An empty database for playlists, everybody's cards, and what is said from now on.

    Whatever is said in a test fits its schema.
    """
    introduce()
    database("music")
    yield said
    for name, detail in said:
        schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(detail)

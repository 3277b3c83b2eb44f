"""What tests of several files here start from."""

from collections.abc import Callable

import pytest

from tests.unit.aws import Said
from tests.unit.music.playlists import introduce


@pytest.fixture
def shelf(
    aws: None,  # noqa: ARG001
    said: Said,
    database: Callable[[str], None],
) -> Said:
    """An empty database for playlists, everybody's cards, and what is said from now on."""
    introduce()
    database("music")
    return said

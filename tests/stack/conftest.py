"""Whatever these tests do, what the house says of it is heard and held against its schema."""

import pytest


@pytest.fixture(autouse=True)
def _all_is_heard(request: pytest.FixtureRequest) -> None:
    """From the first test that has the shared house on; those with one of their own need none."""
    if "house" in request.fixturenames:
        request.getfixturevalue("heard")

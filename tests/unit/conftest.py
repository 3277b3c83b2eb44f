"""Unit tests run on moto with the settings that CDK would give."""

from collections.abc import Iterator

import pytest

from tests.unit import aws as house


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in house.SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def aws() -> Iterator[None]:
    with house.aws():
        yield


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> house.Said:
    return house.listen(monkeypatch)

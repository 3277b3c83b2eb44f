"""Chromium with hls.js plays what the edge serves: to the end, from anywhere, or not at all."""

import time
from typing import Any

import pytest

from tests.browser.conftest import CHUNKED_SECONDS, SECONDS, Drive, Served
from tests.signing import Grant


def played_through(seen: dict[str, Any]) -> bool:
    """From the start to the end without a hole."""
    ((start, end),) = seen["played"]
    return bool(start < 0.1 and end > seen["duration"] - 0.1)


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_it_plays_from_the_start_to_the_end_and_after_a_seek(
    drive: Drive, served: Served, kind: str
) -> None:
    seen = drive(
        "play",
        base=served.url,
        playlist=served.playlist(kind),
        cookies=served.cookies(kind),
        seek=SECONDS - 1.5,
    )
    assert seen["outcome"] == "ended", seen["errors"]
    assert seen["errors"] == seen["complaints"] == []
    assert seen["duration"] == pytest.approx(SECONDS, abs=0.1)
    assert played_through(seen)
    assert seen["loudest"] > 0.01
    assert seen["soughtTo"] == pytest.approx(SECONDS - 1.5, abs=0.05)
    assert seen["endedAgainAt"] == pytest.approx(seen["duration"], abs=0.05)
    if kind == "video":
        assert seen["size"] == [640, 360]
        assert seen["frames"] > 20 * SECONDS


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_it_plays_across_every_seam_without_a_stall(
    drive: Drive, served: Served, kind: str
) -> None:
    for _ in range(3):
        seen = drive(
            "play",
            base=served.url,
            playlist=served.playlist(f"chunked-{kind}"),
            cookies=served.cookies(f"chunked-{kind}"),
            whole=True,
        )
        assert seen["outcome"] == "ended", seen["errors"]
        assert seen["complaints"] == []
        assert len(seen["buffered"]) == 1
        assert seen["duration"] == pytest.approx(CHUNKED_SECONDS, abs=0.05)
        assert played_through(seen)
        # A busy machine may stall once; what stalls each time is in the stream.
        if seen["errors"] == seen["stalls"] == []:
            return
    pytest.fail(f"stalled at {seen['stalls']}: {seen['errors']}")


def refused(seen: dict[str, Any]) -> bool:
    """403 at the first request, and not a sample played."""
    silent = seen["loudest"] == 0 and seen["segments"] == 0 and seen["played"] == []
    return bool(seen["outcome"] == "failed" and seen["errors"][0]["status"] == 403 and silent)


def test_without_a_grant_it_stays_silent(drive: Drive, served: Served) -> None:
    url = served.playlist("audio")
    assert refused(drive("play", base=served.url, playlist=url, cookies={}))
    foreign = served.cookies("video")
    assert refused(drive("play", base=served.url, playlist=url, cookies=foreign))
    past = Grant(f"{served.url}/media/*", before=int(time.time()) - 1).cookies()
    assert refused(drive("play", base=served.url, playlist=url, cookies=past))

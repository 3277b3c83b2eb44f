"""The check that counts what a decoder gives, on streams that ffmpeg makes here."""

from fractions import Fraction
from pathlib import Path

import pytest
from aiohttp import web

from infra.cli import check
from infra.cli.client import ApiError, Json
from media.data import ffmpeg
from tests.serving import serving

MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="aac-128",URI="aac-128/media.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="audio"
h264-720/media.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2
aac-128/media.m3u8
"""
URL = "https://host.example/media/m/r/master.m3u8"


def test_each_rendition_is_named_once() -> None:
    base = "https://host.example/media/m/r"
    assert check.renditions(MASTER, URL) == [
        f"{base}/h264-720/media.m3u8",
        f"{base}/aac-128/media.m3u8",
    ]


def test_a_playlists_files_and_exact_length() -> None:
    text = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:5.9,\n1.m4s\n#EXTINF:0.1,\n2.m4s\n'
    assert check.segments(text, URL)[0].endswith("/r/init.mp4")
    assert [url.rsplit("/", 1)[1] for url in check.segments(text, URL)[1:]] == ["1.m4s", "2.m4s"]
    assert check.length(text) == Fraction(6)


@pytest.mark.parametrize(
    ("samples", "source", "rate", "expected"),
    [
        (44100, 44100, 44100, 44100),
        (44100, 44100, 48000, 48000),
        (4, 44100, 48000, 4),
        (5, 8000, 12000, 8),
    ],
)
def test_what_resampling_makes_of_a_count(
    samples: int, source: int, rate: int, expected: int
) -> None:
    assert check.expected_samples(samples, source, rate) == expected


@pytest.mark.parametrize(
    ("frames", "average", "rate", "expected"),
    [
        (150, 30.0, "30", (150, 0)),
        (285, 29.97, "30000/1001", (285, 0)),
        (200, 33.333, "60", (360, 1)),
        (720, 120.0, "60", (360, 1)),
        (107_892, 29.97, "30000/1001", (107_892, 0)),
        (120_000, 33.333, "60", (216_002, 4)),
    ],
)
def test_only_a_rate_that_is_kept_has_the_source_s_frames(
    frames: int, average: float, rate: str, expected: tuple[int, int]
) -> None:
    video = {"frames": frames, "frame_rate": average}
    assert check.expected_frames(video, Fraction(rate)) == expected


@pytest.mark.parametrize(
    ("decoded", "seconds", "right"),
    [
        (150, "5.000000", True),
        (150, "5.000900", True),
        (150, "5.033333", False),
        (151, "5.033333", False),
        (149, "4.966667", False),
    ],
)
def test_frames_and_playlist_must_both_be_right(decoded: int, seconds: str, right: bool) -> None:
    told = Fraction(seconds)
    one = check.Finding("v", "avc1", "frames", decoded, 150, told, Fraction(30), 0, 2)
    assert one.right is right


def test_each_segment_of_sound_may_be_rounded_by_half_a_sample() -> None:
    def found(off: Fraction) -> check.Finding:
        seconds = 3600 + off
        rate, samples = Fraction(48_000), 3600 * 48_000
        return check.Finding("a", "mp4a", "samples", samples, samples, seconds, rate, 0, 660)

    assert found(Fraction(6, 1000)).right
    assert not found(Fraction(8, 1000)).right


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Two seconds of FLAC and 50 frames of video as fragmented MP4, with playlists."""
    folder = tmp_path / "media" / "run"
    for name, source, codec in (
        (
            "../run-lossless/flac",
            "sine=frequency=440:sample_rate=44100:duration=2",
            ["-c:a", "flac"],
        ),
        ("h264-360", "testsrc2=size=320x180:rate=25:duration=2", ["-c:v", "libx264"]),
    ):
        (folder / name).mkdir(parents=True)
        hls = ["-hls_time", "1", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
        files = ["-hls_segment_filename", str(folder / name / "%05d.m4s")]
        out = ["-f", "hls", *hls, *files, str(folder / name / "media.m3u8")]
        ffmpeg.run(["-f", "lavfi", "-i", source, *codec, "-strict", "-2", *out], seconds=60)
    # ffmpeg's muxer counts the last frame twice, which is just what the check must not let pass.
    playlist = folder / "../run-lossless/flac/media.m3u8"
    told = playlist.read_text()
    playlist.with_name("long.m3u8").write_text(told)
    playlist.write_text(told.replace("#EXTINF:0.104490", "#EXTINF:0.0"))
    (folder / "master.m3u8").write_text(
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n../run-lossless/flac/media.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=2\nh264-360/media.m3u8\n"
    )
    return folder


def test_a_last_frame_counts_as_far_as_its_container_says(tmp_path: Path) -> None:
    path = tmp_path / "sine.m4a"
    source = ["-f", "lavfi", "-i", "sine=sample_rate=44100:duration=1"]
    ffmpeg.run([*source, "-c:a", "aac", str(path)], seconds=60)
    assert check.heard_samples(path) == 44100


def track(samples: int, frames: int) -> Json:
    video = {"frames": frames, "frame_rate": 25.0}
    facts = {"samples": samples, "sample_rate": 44100, "video": video}
    renditions = [
        {"id": "flac", "kind": "audio", "codecs": "fLaC"},
        {"id": "h264-360", "kind": "video", "codecs": "avc1", "frame_rate": 25.0},
    ]
    return {"facts": facts, "renditions": renditions}


def test_every_rendition_is_decoded_and_counted(run: Path, tmp_path: Path) -> None:
    heard: list[str] = []

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.cookies.get("CloudFront-Policy") != "p":
            return web.Response(status=403)
        return web.FileResponse(run.parent / request.match_info["path"])

    app = web.Application()
    app.router.add_get("/media/{path:.*}", guarded)
    with serving(app) as url:
        grant = {
            "playlist_url": f"{url}/media/run/master.m3u8",
            "cookies": {"CloudFront-Policy": "p"},
            "download_url": None,
        }
        right = check.check(track(88200, 50), grant, tmp_path, heard.append)
        wrong = check.check(track(88201, 49), grant, tmp_path, heard.append)
        master = (run / "master.m3u8").read_text().replace("flac/media", "flac/long")
        (run / "long.m3u8").write_text(master)
        grant["playlist_url"] = f"{url}/media/run/long.m3u8"
        too_long = check.check(track(88200, 50), grant, tmp_path, heard.append)
        with pytest.raises(ApiError, match="403"):
            check.check(track(1, 1), grant | {"cookies": {}}, tmp_path, heard.append)
    assert [(one.name, one.decoded, one.right) for one in right] == [
        ("flac", 88200, True),
        ("h264-360", 50, True),
    ]
    assert not any(one.right for one in wrong)
    assert [(one.decoded, one.right) for one in too_long] == [(88200, False), (50, True)]
    assert heard[:2] == ["flac", "h264-360"]


def test_pictures_that_we_cannot_decode_are_counted_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=64x64:d=2:r=25"]
    ffmpeg.run([*picture, "-c:v", "libsvtav1", "-preset", "12", str(path)], seconds=60)
    rendition = {"kind": "video", "codecs": "av01.0.00M.08", "frame_rate": 25}
    facts = {"video": {"frames": 50, "frame_rate": 25.0}}
    found = check._finding("av1-1080", rendition, facts, path, "#EXTINF:2.0,\n1.m4s\n")
    assert (found.decoded, found.right) == (50, True)
    lacking = facts | {"video": {"frames": 51, "frame_rate": 25.0}}
    assert not check._finding("av1-1080", rendition, lacking, path, None).right

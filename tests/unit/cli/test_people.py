"""The commands as a person types them: what is printed, and the exit code."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from infra.cli import account, check, people
from infra.cli.client import Client, Json
from tests.unit.cli.conftest import Platform

GRANT: Json = {
    "playlist_url": "https://host.example/media/m/r/master.m3u8",
    "cookies": {"CloudFront-Policy": "p", "CloudFront-Signature": "s"},
    "gain_db": -4.5,
    "expires_at": "2026-01-01T00:00:00Z",
}
READY: Json = {
    "id": "trk_1",
    "title": "Song",
    "kind": "audio",
    "state": "ready",
    "percent": None,
    "reason": None,
    "facts": {"duration_ms": 61000, "loudness": {"integrated_lufs": -9.5}},
    "renditions": [{"id": "aac-128"}],
}


def run(*words: str, given: str = "") -> Result:
    app = typer.Typer()
    people.register(app)
    return CliRunner().invoke(app, list(words), input=given)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.cli.download.backoff", lambda _: 0)


@pytest.fixture
def signed_in(platform: Platform) -> Platform:
    account.keep(platform.client().account)
    return platform


def test_without_a_stack_or_a_login_one_sentence_says_so() -> None:
    result = run("tracks")
    assert result.exit_code == 1
    assert "make up" in result.output
    assert "Traceback" not in result.output


def test_login_asks_and_keeps(platform: Platform, tmp_path: Path) -> None:
    stack = {"url": platform.url, "outputs": {"client_id": "client"}}
    (tmp_path / "stack.json").write_text(json.dumps(stack))
    assert run("login", given="a@b.example\nwrong\n").exit_code == 1
    assert run("login", given="a@b.example\nright\n").exit_code == 0
    assert account.current().email == "a@b.example"
    assert run("logout").exit_code == 0
    assert run("login", "--url", "https://x.example", given="a\nright\n").exit_code == 1


def test_upload_prints_the_tracks_id(signed_in: Platform, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF" * 9)
    result = run("upload", str(tmp_path / "a.wav"), "--no-wait")
    assert (result.exit_code, result.stdout) == (0, "trk_1\n")
    assert signed_in.whole == b"RIFF" * 9
    assert run("upload", str(tmp_path / "a.wav"), "--kind", "book").exit_code == 2
    assert run("upload", str(tmp_path / "absent.wav")).exit_code == 2


@pytest.mark.usefixtures("signed_in")
def test_upload_waits_and_tells_why_it_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF" * 9)
    said = [READY | {"state": "processing", "percent": 40}, READY]
    monkeypatch.setattr(people, "_POLL", 0)
    monkeypatch.setattr(Client, "get_track", lambda *_: said.pop(0))
    assert run("upload", str(tmp_path / "a.wav")).exit_code == 0
    said = [READY | {"state": "failed", "reason": "The file is broken."}]
    result = run("upload", str(tmp_path / "a.wav"))
    assert result.exit_code == 1
    assert "The file is broken." in result.output


def test_upload_asks_for_what_the_options_say(signed_in: Platform, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF" * 9)
    words = ["upload", str(tmp_path / "a.wav"), "--no-wait"]
    assert run(*words).exit_code == 0
    assert run(*words, "--normalise", "--av1", "--follows", "trk_9").exit_code == 0
    plain, special = signed_in.described
    assert set(special.items()) - set(plain.items()) == {
        ("normalise", True),
        ("av1", True),
        ("follows", "trk_9"),
    }
    assert plain == {"size": 36, "content_type": "audio/wav"}


@pytest.mark.parametrize(
    ("track", "sentence"),
    [
        ({}, "Making the stream"),
        ({"stage": "packaging", "processing": {"parts": None}}, "Packaging"),
        ({"stage": "encoding", "processing": {"parts": {"done": 2, "of": 7}}}, "Encoding, 2 of 7"),
        ({"stage": "something new", "processing": None}, "Making the stream"),
    ],
)
def test_what_is_being_done_is_said(track: Json, sentence: str) -> None:
    assert people._stage(track).startswith(sentence)


def test_original_fetches_the_file_through_broken_connections(
    signed_in: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("infra.cli.download._BLOCK", 500)
    signed_in.whole = bytes(range(250)) * 18
    signed_in.fail["original"] = 2
    result = run("original", "trk_1")
    assert (result.exit_code, result.stdout) == (0, "Song.flac\n")
    assert (tmp_path / "Song.flac").read_bytes() == signed_in.whole
    assert [signed_in.asked[f"from {start}"] for start in (0, 1000, 2000)] == [1, 1, 1]
    again = run("original", "trk_1")
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert run("original", "trk_1", "-o", str(tmp_path / "x")).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["Song.flac", "x"]


def test_an_original_that_changes_meanwhile_is_not_mixed_up(
    signed_in: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.cli.download._BLOCK", 500)
    before = bytes(range(250)) * 18
    signed_in.whole = before
    signed_in.fail["original"] = signed_in.fail["change"] = 1
    assert run("original", "trk_1", "-o", str(tmp_path / "x")).exit_code == 0
    assert (tmp_path / "x").read_bytes() == before[::-1]


def test_an_original_that_never_comes_leaves_nothing(
    signed_in: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("infra.cli.download._BLOCK", 500)
    signed_in.whole = bytes(20_000)
    signed_in.fail["original"] = 99
    result = run("original", "trk_1")
    assert result.exit_code == 1
    assert "broke" in result.output
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.usefixtures("signed_in")
def test_tracks_are_a_table_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "tracks", lambda *_: iter([READY]))
    text = run("tracks").stdout
    assert all(word in text for word in ("trk_1", "Song", "ready", "1:01", "-9.5"))
    assert json.loads(run("tracks", "--json").stdout) == READY
    monkeypatch.setattr(Client, "tracks", lambda *_: iter([]))
    assert "No tracks yet" in run("tracks").stdout


@pytest.mark.usefixtures("signed_in")
def test_tracks_fit_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    track = READY | {"id": "trk_01M81YAZPCTRQP4Q0N2HQ5VJ99", "title": "Twelve [b] Bars of Morning"}
    monkeypatch.setattr(Client, "tracks", lambda *_: iter([track | {"state": "processing"}]))
    monkeypatch.setattr(people.out, "width", 80)
    text = run("tracks").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    assert "Twelve [b]" in text


@pytest.mark.usefixtures("signed_in")
def test_an_interruption_says_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a.wav").write_bytes(b"RIFF" * 9)
    monkeypatch.setattr(people, "_follow", interrupt)
    result = run("upload", str(tmp_path / "a.wav"))
    assert result.exit_code == 130
    assert "Interrupted. The file has arrived" in result.output
    monkeypatch.setattr(Client, "create_track", interrupt)
    assert "The same command begins again." in run("upload", str(tmp_path / "a.wav")).output


def test_delete_asks_unless_told_not_to(signed_in: Platform) -> None:
    assert run("delete", "trk_1", given="n\n").exit_code == 1
    assert signed_in.asked["delete"] == 0
    assert run("delete", "trk_1", given="y\n").exit_code == 0
    assert run("delete", "trk_1", "--yes").exit_code == 0
    assert signed_in.asked["delete"] == 2


def test_play_links_to_the_page_of_this_machine(
    signed_in: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Client, "playback", lambda *_: GRANT)
    assert "Page" not in run("play", "trk_1").stdout
    stack = {"url": signed_in.url, "outputs": {"client_id": "client"}}
    (tmp_path / "stack.json").write_text(json.dumps(stack))
    assert f"{signed_in.url}/#trk_1" in run("play", "trk_1").stdout


@pytest.mark.usefixtures("signed_in")
def test_play_prints_what_a_player_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "playback", lambda *_: GRANT)
    text = run("play", "trk_1").stdout
    assert GRANT["playlist_url"] in text
    assert "CloudFront-Policy=p; CloudFront-Signature=s" in text
    assert "-4.50 dB" in text
    assert json.loads(run("play", "trk_1", "--json").stdout) == GRANT


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(("decoded", "code"), [(100, 0), (99, 1), (None, 1)])
def test_play_check_fails_on_one_sample(
    monkeypatch: pytest.MonkeyPatch, decoded: int | None, code: int
) -> None:
    def found(*_: object) -> list[check.Finding]:
        if decoded is None:
            return []
        return [check.Finding("aac-128", "mp4a.40.2", "samples", decoded, 100, None)]

    def track(*_: object) -> Json:
        return READY

    monkeypatch.setattr(Client, "playback", lambda *_: GRANT)
    monkeypatch.setattr(Client, "get_track", track)
    monkeypatch.setattr(check, "check", found)
    result = run("play", "trk_1", "--check")
    assert result.exit_code == code
    if decoded == 99:
        assert "-1" in result.stdout


@pytest.mark.usefixtures("signed_in")
def test_a_recording_sent_before_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    track = READY | {"same_recording_as": ["trk_0"]}
    monkeypatch.setattr(Client, "get_track", lambda *_: track)
    (tmp_path / "a.wav").write_bytes(b"RIFF" * 9)
    result = run("upload", str(tmp_path / "a.wav"))
    assert (result.exit_code, result.stdout) == (0, "trk_1\n")
    assert "You have sent this recording before, as trk_0." in result.stderr

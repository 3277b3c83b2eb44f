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

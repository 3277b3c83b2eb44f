"""Tags of real files and of hostile ones: what they say comes out clean, or not at all."""

import json
import shutil
from pathlib import Path
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mutagen.flac import FLAC
from mutagen.id3 import ID3, SYLT, TBPM, TCON, TIT2, TPE1, TSRC, TXXX, USLT
from mutagen.mp4 import MP4, MP4FreeForm

from media.data import storage, tags
from media.domain import tags as cleaning
from media.on import media_uploaded
from tests.real_files import broken_files
from tests.unit.aws import Said
from tests.unit.media.files import MEDIA, OWNER, UPLOAD, make, sine, stored
from tests.unit.media.uploads import arrive, grant, tell, wake

EVENTS = Path(__file__).parents[3] / "events"


@pytest.fixture
def mp3(tmp_path: Path) -> Path:
    return make(tmp_path / "song.mp3", [*sine(seconds=1), "-write_id3v2", "0"])


def said_by(path: Path) -> dict[str, Any]:
    found = cleaning.cleaned(tags.read(path)) or {}
    return {name: value for name, value in found.items() if value}


def test_id3_is_read(mp3: Path) -> None:
    written = ID3()
    written.add(TIT2(text=["Sea Change"]))
    written.add(TPE1(text=["One", "Another"]))
    written.add(TCON(text=["(17)", "Hip-Hop/Rap"]))
    written.add(TSRC(text=["us-rc1-76-07839"]))
    written.add(TBPM(text=["121.5"]))
    written.add(TXXX(desc="BARCODE", text=["036000291452"]))
    written.add(USLT(lang="eng", text="Plain\r\nwords"))
    written.save(mp3)

    assert said_by(mp3) == {
        "title": "Sea Change",
        "artist": "One, Another",
        "genre": ["Rock", "Hip-Hop/Rap"],
        "isrc": "USRC17607839",
        "bpm": 121.5,
        "barcode": "036000291452",
        "lyrics": "Plain\nwords",
    }


def test_lyrics_with_times_become_lrc(mp3: Path) -> None:
    written = ID3()
    written.add(SYLT(lang="eng", format=2, type=1, text=[("First", 1000), ("\nSecond", 62_500)]))
    written.save(mp3)
    assert said_by(mp3) == {"lyrics": "[00:01.000]First\n[01:02.500]Second"}


def test_vorbis_comments_are_read_in_any_case(tmp_path: Path) -> None:
    path = make(tmp_path / "song.flac", sine(seconds=1))
    flac = FLAC(path)
    flac["TITLE"], flac["Artist"], flac["ISRC"] = "Sea Change", ["One", "Another"], "nonsense"
    flac["TRACKNUMBER"], flac["DATE"], flac["initialKey"] = "3/12", "2026-05-01", "F#m"
    flac.save()
    assert said_by(path) == {
        "title": "Sea Change",
        "artist": "One, Another",
        "track_number": 3,
        "date": "2026-05-01",
        "key": "F#m",
    }


def test_mp4_is_read(tmp_path: Path) -> None:
    path = make(tmp_path / "song.m4a", sine(seconds=1))
    file = MP4(path)
    file["\xa9nam"], file["\xa9ART"], file["trkn"], file["tmpo"] = "Sea", "One", [(3, 12)], [121]
    file["----:com.apple.iTunes:ISRC"] = [MP4FreeForm(b"USRC17607839")]
    file["cprt"] = "\u2117 2026 A Label"
    file.save()
    assert said_by(path) == {
        "title": "Sea",
        "artist": "One",
        "track_number": 3,
        "bpm": 121.0,
        "isrc": "USRC17607839",
        "copyright": "\u2117 2026 A Label",
    }


@pytest.mark.parametrize(
    ("name", "title", "artist"),
    [
        ("silence-44-s.mp3", "Silence", "piman, jzig"),
        ("silence-44-s.flac", "Silence", "piman, jzig"),
        ("multipage-setup.ogg", "Burst", "UVERworld"),
        ("issue_29.wma", "Se\u00f1or Flamingos Adieu", "Kaizers Orchestra"),
        ("silence-2s-PCM-44100-16-ID3v23.wav", "Silence", "piman / jzig"),
    ],
)
def test_files_of_other_programs_are_read(name: str, title: str, artist: str) -> None:
    found = said_by(broken_files() / name)
    assert (found["title"], found["artist"]) == (title, artist)


@pytest.mark.parametrize(
    "name", ["ooming-header.flac", "too-short.mp3", "image.jpg", "64bit.mp4", "no-tags.mp3"]
)
def test_a_file_that_breaks_the_reader_has_no_tags(name: str) -> None:
    assert cleaning.cleaned(tags.read(broken_files() / name)) is None


def test_the_reader_can_do_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import json, os, resource, sys\n"
        "print(json.dumps({'names': sorted(os.environ), 'memory': "
        "[str(resource.getrlimit(resource.RLIMIT_AS)[0])], "
        "'files': [str(resource.getrlimit(resource.RLIMIT_FSIZE)[0])]}))\n"
    )
    monkeypatch.setattr(tags, "_READER", spy)
    found = tags.read(tmp_path)
    assert set(found["names"]) <= {"PYTHONPATH", "PYTHONHASHSEED", "LD_LIBRARY_PATH", "LC_CTYPE"}
    assert (found["memory"], found["files"]) == ([str(tags.MEMORY_BYTES)], ["0"])


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(60)",
        "while True: pass",
        "x = bytearray(2 << 30)",
        "print('[' * 100000)",
        "print('x' * (2 << 20))",
        "raise SystemExit(3)",
        "import os; os.kill(os.getpid(), 11)",
    ],
)
def test_a_reader_that_runs_away_is_stopped(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(program)
    monkeypatch.setattr(tags, "_READER", spy)
    monkeypatch.setattr(tags, "SECONDS", 1)
    assert tags.read(tmp_path) == {}


@pytest.mark.usefixtures("aws")
def test_of_a_large_file_only_the_ends_are_fetched(
    mp3: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = ID3()
    written.add(TIT2(text=["Sea Change"]))
    written.save(mp3)
    large = tmp_path / "large"
    shutil.copy(mp3, large)
    with large.open("ab") as file:
        file.write(bytes(200_000))
    job = stored(large)
    monkeypatch.setattr(tags, "END_BYTES", 8192)
    fetched: list[int] = []
    whole = storage.get_range

    def counted(job: Any, start: int, length: int) -> bytes | None:
        fetched.append(length)
        return whole(job, start, length)

    monkeypatch.setattr(storage, "get_range", counted)
    assert (tags.of(job) or {})["title"] == "Sea Change"
    assert fetched == [8192, 8192]


TEXT = st.text(max_size=300)


@given(
    st.dictionaries(
        st.sampled_from([*cleaning.LINES, "genre", "lyrics", "bpm", "isrc", "date", "barcode"]),
        st.lists(TEXT, max_size=4),
    )
)
def test_whatever_tags_say_the_event_fits_its_schema(raw: dict[str, list[str]]) -> None:
    schema = json.loads((EVENTS / "media_tagged.schema.json").read_text())
    found = cleaning.cleaned(raw)
    if found is not None:
        Draft202012Validator(schema["properties"]["tags"]).validate(found)


def test_control_characters_and_turned_text_are_cleaned_away() -> None:
    found = cleaning.cleaned(
        {"title": ["A\x00B\u202egpj.exe\n  C"], "lyrics": ["a\x1b\r\nb\u200f"]}
    )
    assert found is not None
    assert (found["title"], found["lyrics"]) == ("A B gpj.exe C", "a\nb")


@pytest.mark.usefixtures("aws", "workflow")
def test_what_a_file_that_arrived_says_is_said(
    mp3: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = ID3()
    written.add(TIT2(text=["Sea Change"]))
    written.save(mp3)
    body = mp3.read_bytes()
    grant(UPLOAD, monkeypatch, size=len(body))
    version = arrive(body=body)
    assert tell(version, "01", size=len(body)) == []
    ((name, uploaded),) = said
    assert name == "media_uploaded"

    for _ in range(2):
        assert wake(media_uploaded.handler, uploaded) == []

    (first, again) = said[1:]
    schema = json.loads((EVENTS / "media_tagged.schema.json").read_text())
    Draft202012Validator(schema).validate(first[1])
    assert (first[0], first[1]["tags"]["title"]) == ("media_tagged", "Sea Change")
    assert again[1]["tags"] == first[1]["tags"]


@pytest.mark.usefixtures("aws", "workflow")
def test_a_file_that_is_gone_or_has_no_tags_is_not_spoken_of(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = {"media_id": MEDIA, "upload_id": UPLOAD}
    assert wake(media_uploaded.handler, about) == []
    grant(UPLOAD, monkeypatch)
    version = arrive()
    tell(version, "01")
    assert wake(media_uploaded.handler, about) == []
    key = f"{OWNER}/{MEDIA}/{UPLOAD}"
    boto3.client("s3").delete_object(Bucket="originals", Key=key, VersionId=version)
    assert wake(media_uploaded.handler, about) == []
    assert [name for name, _ in said] == ["media_uploaded"]

"""A download's name carries no path, no trick and no surprise."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from music.domain.file_names import attachment, file_name


@pytest.mark.parametrize(
    ("title", "kind", "container", "content_type", "name"),
    [
        ("Sea Change", "audio", "flac", "audio/wav", "Sea Change.flac"),
        ("Sea Change", "video", "mp4", "application/octet-stream", "Sea Change.mp4"),
        ("Sea Change", "audio", None, "audio/mpeg", "Sea Change.mp3"),
        ("Sea Change", "audio", None, "application/octet-stream", "Sea Change"),
        ("../../etc/passwd", "audio", "wav", "", "_.._etc_passwd.wav"),
        ("..", "audio", "wav", "", "track.wav"),
        ("a\u202egpj\u0000.exe ", "audio", "wav", "", "agpj.exe.wav"),
        ("Über / Größe", "audio", "ogg", "", "Über _ Größe.ogg"),
    ],
)
def test_the_title_names_the_file(
    title: str, kind: str, container: str | None, content_type: str, name: str
) -> None:
    assert file_name(title, kind, container, content_type) == name


@given(st.text(max_size=200))
def test_any_title_is_a_name_and_a_header(title: str) -> None:
    name = file_name(title, "audio", "flac", "")
    assert name.endswith(".flac")
    assert not set(name) & set('/\\:*?"<>|\x00\r\n\u202e')
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    match = re.fullmatch(r"attachment; filename=\"([^\"\\%]*)\"; filename\*=UTF-8''(.+)", header)
    assert match
    assert unquote(match[2]) == name

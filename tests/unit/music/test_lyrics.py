"""LRC as people write it becomes lines with times; what is wrong is said with its line's number."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from music.domain import lyrics
from music.domain.lyrics import BadLyricsError, Line, Word

SONG = """\ufeff[ar:Somebody]
[ti: A song]
[length: 3:02]
# a comment
[offset:+500]

[00:12.00]Line one
[00:17.20][01:02.5]Sung twice
[00:21.100]
[00:30:50]Colons too
[01:00]Whole seconds
"""


def test_a_song_is_read_in_the_order_in_which_it_is_sung() -> None:
    assert lyrics.parse(SONG.replace("\n", "\r\n")) == (
        Line(11_500, "Line one"),
        Line(16_700, "Sung twice"),
        Line(20_600, ""),
        Line(30_000, "Colons too"),
        Line(59_500, "Whole seconds"),
        Line(62_000, "Sung twice"),
    )


def test_words_have_times_of_their_own_each_time_the_line_is_sung() -> None:
    once, again = lyrics.parse("[00:10.00][00:50.00]<00:10.00>I <00:10.50>want  <00:11.00>to")

    assert once == Line(
        10_000, "I want to", (Word(10_000, "I "), Word(10_500, "want "), Word(11_000, "to"))
    )
    assert [word.at_ms for word in again.words] == [50_000, 50_500, 51_000]


def test_nothing_begins_before_the_track() -> None:
    (line,) = lyrics.parse("[offset:5000]\n[00:01.00]<00:01.00>Early")
    assert (line.at_ms, line.words[0].at_ms) == (0, 0)


@pytest.mark.parametrize(
    ("lrc", "number", "why"),
    [
        ("[00:01.00]One\nTwo", 2, "no time"),
        ("[00:01.00]One\n\n[00:61.00]Two", 3, "60 seconds"),
        ("[00:01.00][0x:1]One\n[1:2:3:4]Two", 2, "no time"),
        ("[00:01.00][00:1.2.3]One", 1, "a time is none"),
        ("[00:01.00]<00:03.00>One <00:02.00>two", 1, "before the one before"),
        ("[00:01.00]" + "a" * 501, 1, "500 characters"),
        ("[00:01.00]x\n" * 2001, 2001, "2000 lines"),
        ("[ar:Somebody]\n[00:01.00]", 1, "no lyrics"),
        ("", 1, "no lyrics"),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_its_line(lrc: str, number: int, why: str) -> None:
    with pytest.raises(BadLyricsError) as bad:
        lyrics.parse(lrc)
    assert bad.value.number == number
    assert why in bad.value.why


def test_webvtt_has_a_cue_a_line() -> None:
    lines = lyrics.parse(
        "[00:01.00]One & <only>\n[00:03.50]Two\n[00:03.50]voices\n[00:05.00]\n"
        "[01:00:00]<01:00.00>Word <01:00.50>by"
    )

    assert lyrics.webvtt(lines, 62_000) == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:03.500\nOne &amp; &lt;only&gt;\n\n"
        "00:00:03.500 --> 00:00:05.000\nTwo\nvoices\n\n"
        "00:01:00.000 --> 00:01:02.000\nWord <00:01:00.500>by\n"
    )


def test_the_last_line_does_not_stay_for_ever() -> None:
    lines = lyrics.parse("[00:01.00]One")
    assert lyrics.ends(lines) == [6000]
    assert lyrics.ends(lines, 180_000) == [6000]
    assert lyrics.ends(lines, 500) == [6000], "lyrics of another version may outlast the track"


def test_plain_lyrics_are_cleaned_and_kept() -> None:
    assert lyrics.clean("\ufeffOne\r\n\x00Two\x1b \n\n\n\n\tThree\n") == "One\nTwo\n\n Three"
    assert lyrics.plain(lyrics.parse(SONG)).splitlines()[1:3] == ["Sung twice", ""]


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="[]<>#"), min_size=1, max_size=40)
TIMES = st.integers(0, 999 * 60_000)


def stamp(moment: int) -> str:
    minutes, rest = divmod(moment, 60_000)
    return f"[{minutes:02}:{rest // 1000:02}.{rest % 1000:03}]"


@given(st.lists(st.tuples(TIMES, WORDS.filter(lambda text: lyrics.clean(text) != "")), min_size=1))
def test_whatever_is_written_is_read_back(song: list[tuple[int, str]]) -> None:
    def one_line(text: str) -> str:
        return re.sub(r"\s+", " ", " ".join(lyrics.clean(text).split("\n"))).strip()

    written = [(moment, one_line(text)) for moment, text in song]
    lrc = "\n".join(f"{stamp(moment)}{text}" for moment, text in written)
    read = [(line.at_ms, line.text) for line in lyrics.parse(lrc)]
    assert read == sorted(written, key=lambda line: line[0])


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    with suppress(BadLyricsError):
        assert lyrics.parse(text)


@given(st.lists(st.tuples(TIMES, WORDS), min_size=1, max_size=20), st.integers(0, 70_000_000))
def test_webvtt_s_cues_are_in_order_and_last(song: list[tuple[int, str]], duration: int) -> None:
    lines = tuple(sorted((Line(at, text) for at, text in song), key=lambda line: line.at_ms))
    cue = re.compile(r"^(\d{2,}:\d\d:\d\d\.\d{3}) --> (\d{2,}:\d\d:\d\d\.\d{3})$", re.MULTILINE)
    times = [found.groups() for found in cue.finditer(lyrics.webvtt(lines, duration))]
    assert all(start < end for start, end in times)
    assert times == sorted(times)
    assert len(times) == len({line.at_ms for line in lines})

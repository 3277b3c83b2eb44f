"""Handles, links, ages and entitlements, apart from where they are kept."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain import handles
from accounts.domain.profile import age, checked_link
from didit360 import countries
from didit360.plans import ENTITLEMENTS, Plan


@pytest.fixture(autouse=True)
def bus() -> Iterator[None]:
    """Rules need nothing around them."""
    return iter([None])


@given(st.text(max_size=60))
def test_whatever_is_wished_a_handle_comes_of_it(wish: str) -> None:
    for handle in islice(handles.proposals(wish), 8):
        assert handles.checked(handle) == handle


@given(st.text(alphabet="aZ0_.-é\u0130\n", max_size=32))
def test_a_handle_is_kept_in_one_form_or_refused(text: str) -> None:
    try:
        handle = handles.checked(text)
    except ValueError:
        return
    assert handles.checked(handle) == handle
    assert 3 <= len(handle) <= 30
    assert not handle.startswith(".")
    assert not handle.endswith(".")
    assert set(handle) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.")


def test_reserved_words_are_refused_however_they_are_dressed() -> None:
    for dressed in ("admin", "ADMIN", "_admin_", "a.d.m.i.n", "didit_360", "sup.port"):
        with pytest.raises(handles.ReservedHandleError):
            handles.checked(dressed)
    assert handles.checked("administrata") == "administrata"


@pytest.mark.parametrize(
    "link",
    [
        "https://ada.example",
        "https://music.ada.example/a/b?c=d#e",
        "https://xn--bcher-kva.example/",
        "https://ada.example/%C3%BC",
    ],
)
def test_links_to_sites_are_taken_as_they_are(link: str) -> None:
    assert checked_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        *("http://ada.example", "ftp://ada.example", "javascript:alert(1)", "//ada.example", ""),
        *(
            "https://",
            "https://ada",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://ada.example:1",
        ),
        *(
            "https://a@ada.example/",
            "https://a:b@ada.example/",
            "https://ada.example\\@evil.example",
        ),
        *("https://ada.example/ x", "https://ada.example/\n", 'https://ada.example/"><script>'),
        *("https://-ada.example", "https://ada..example", "https://" + "a" * 300 + ".example"),
    ],
)
def test_what_is_no_link_to_a_site_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="https address of a site"):
        checked_link(link)


@given(st.text(max_size=80))
def test_no_text_breaks_the_check_of_links(text: str) -> None:
    for link in (text, f"https://{text}", f"https://ada.example/{text}"):
        try:
            checked_link(link)
        except ValueError:
            continue
        assert link.startswith("https://")


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(2010, 6, 15), date(2023, 6, 14), 12),
        (date(2010, 6, 15), date(2023, 6, 15), 13),
        (date(2012, 2, 29), date(2025, 2, 28), 12),
        (date(2012, 2, 29), date(2025, 3, 1), 13),
    ],
)
def test_a_year_is_full_on_the_birthday(born: date, today: date, years: int) -> None:
    assert age(born, today) == years


def test_countries_and_plans_are_whole() -> None:
    assert len(countries.CODES) == 249
    assert set(ENTITLEMENTS) == set(Plan)
    assert all(ENTITLEMENTS[Plan.FREE] <= more for more in ENTITLEMENTS.values())

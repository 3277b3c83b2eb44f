"""Everything that is held about somebody: given to them, then gone from every store."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from PIL import Image

from infra.local import tune
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from tests.house import PASSWORD, Person, wait_until
from tests.stack import everywhere
from tests.stack.journeys import made
from tests.stack.signing_people import Signer

EMAIL, HANDLE, NAME = "vanishing@people.example", "vanishing_vera", "Vera Vanishing"
BORN, WORDS = "1987-06-05", "tuneful yearnings"
"""WORDS: what Vera calls everything that she makes."""
REMEMBERED = "PostgreSQL music.search_entries: "
"""The search's index knows what was withdrawn for a month, so that late news of it brings nothing
back: the id and nothing else."""
WAITING = "PostgreSQL accounts.erasures: "
"""The id alone, until no token of hers is good any more and the products have looked again."""


@dataclass
class Life:
    """Somebody who left something everywhere, and somebody who met her."""

    vera: Person
    friend: Person
    vera_id: str
    friend_id: str
    track_id: str
    playlist_id: str
    wallet: str

    @property
    def secrets(self) -> list[str]:
        return [self.vera_id, EMAIL, HANDLE, NAME, BORN, WORDS, self.wallet]


def said(answer: requests.Response) -> Any:
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def life(house: LocalStack, moderator: Person, tmp_path_factory: pytest.TempPathFactory) -> Life:
    vera = Person(house, sign_up(house, EMAIL, PASSWORD, "artist"))
    friend = Person(house, sign_up(house, "friend@people.example", PASSWORD))
    vera_id = said(vera.call("GET", "/accounts/me"))["id"]
    friend_id = said(friend.call("GET", "/accounts/me"))["id"]
    profile = {"handle": HANDLE, "name": NAME, "bio": WORDS, "birth_date": BORN}
    said(vera.call("PATCH", "/accounts/me", profile))
    for one, other in ((vera, friend_id), (friend, vera_id)):
        said(one.call("PUT", f"/accounts/me/following/{other}"))
    moderator_id = said(moderator.call("GET", "/accounts/me"))["id"]
    said(vera.call("PUT", f"/accounts/me/blocks/{moderator_id}"))
    said(moderator.call("PUT", f"/accounts/me/blocks/{vera_id}"))
    _ask_for_a_role(vera, moderator)
    _send_an_avatar(vera)
    track_id = _publish(vera, tmp_path_factory.mktemp("vera") / "tune.wav")
    playlist = {"title": f"Mix of {WORDS}", "visibility": "public"}
    playlist_id = said(vera.call("POST", "/music/playlists", playlist))["id"]
    said(vera.call("POST", f"/music/playlists/{playlist_id}/entries", {"tracks": [track_id]}))
    said(vera.call("PUT", f"/music/me/likes/{track_id}"))
    place = {"device": "phone", "position_ms": 1000}
    said(vera.call("PUT", f"/music/me/resume/{track_id}", place))
    session = said(vera.call("POST", f"/music/tracks/{track_id}/playback"))["session"]
    report = {"grant": session["grant"], "event": "start", "sequence": 0}
    said(vera.call("POST", "/music/plays", report | {"position_ms": 0, "heard_ms": 0}))
    wallet = _agree(Signer(vera, 0x7E7A), friend_id)
    return Life(vera, friend, vera_id, friend_id, track_id, playlist_id, wallet)


def _agree(vera: Signer, friend_id: str) -> str:
    """Link a wallet, freeze one split sheet and begin another; the wallet's address."""
    vera.link()
    vera.challenge()
    sheets = "/split-sheets"
    alone = vera.do("POST", sheets, {"title": f"All of {WORDS}"})["id"]
    assert vera.consent(alone).json()["state"] == "frozen"
    halves = [
        {"person_id": id_, "role": WORDS, "recording_bps": 5000} for id_ in (vera.id, friend_id)
    ]
    vera.do("POST", sheets, {"title": WORDS, "payees": halves})
    return vera.address


def _ask_for_a_role(vera: Person, moderator: Person) -> None:
    wish = {"role": "dj", "reason": f"My {WORDS}."}
    id_ = said(vera.call("POST", "/accounts/role-requests", wish))["id"]
    decision = {"outcome": "refused", "reason": f"What are {WORDS}?"}
    said(moderator.call("PUT", f"/accounts/role-requests/{id_}/decision", decision))


def _send_an_avatar(vera: Person) -> None:
    picture = io.BytesIO()
    Image.radial_gradient("L").resize((800, 800)).convert("RGB").save(picture, "PNG")
    file = {"size": len(picture.getvalue()), "content_type": "image/png"}
    upload = said(vera.call("POST", "/accounts/me/avatar", {"file": file}))["upload"]
    files = {"file": ("me.png", picture.getvalue())}
    assert requests.post(upload["url"], data=upload["fields"], files=files, timeout=30).ok

    def shown() -> Any:
        me = said(vera.call("GET", "/accounts/me"))
        assert me["avatar_problem"] is None
        return me["avatar"]

    sizes = wait_until(shown, what="the avatar")["sizes"]
    assert len(sizes) == 3
    for kind, magic in (("webp", b"RIFF"), ("jpeg", b"\xff\xd8")):
        got = requests.get(f"{vera.house.url}{sizes[0][kind]}", timeout=30)
        assert got.content.startswith(magic)


def _publish(vera: Person, file: Path) -> str:
    tune.write(file)
    track_id = str(made(vera, file, title=f"Song of {WORDS}")["id"])
    release = {"type": "single", "title": f"Single of {WORDS}", "genres": ["folk"]}
    release_id = said(vera.call("POST", "/music/releases", release))["id"]
    tracks = {"tracks": [{"track_id": track_id}]}
    said(vera.call("PUT", f"/music/releases/{release_id}/tracks", tracks))
    return track_id


def test_the_archive_has_what_each_product_holds(life: Life) -> None:
    vera = life.vera
    assert {
        place.replace(":", " ").split()[0] for place in everywhere.found(vera.house, life.secrets)
    } >= {
        "PostgreSQL",
        "DynamoDB",
        "S3",
        "Cognito",
    }, "the look finds what is there"
    id_ = said(vera.call("POST", "/accounts/me/exports"))["id"]

    def ready() -> Any:
        export = said(vera.call("GET", f"/accounts/me/exports/{id_}"))
        assert export["state"] != "failed", export["reason"]
        return export["download"]

    url = wait_until(ready, 60, "the export")["url"]
    answer = requests.get(url, timeout=30)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="didit360.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode(errors="ignore") for name in archive.namelist()}
    assert {name.partition("/")[0] for name in files} == {"accounts", "media", "music", "nfts"}
    everything = "".join(files.values())
    for held in (*life.secrets, life.friend_id, life.track_id, life.playlist_id):
        assert held in everything, held
    assert json.loads(files["accounts/sign_in.json"])["attributes"]["email"] == EMAIL
    assert life.friend.call("GET", f"/accounts/me/exports/{id_}").status_code == 404
    forged = url.replace(id_, "exp_01K9QZ5A1P9R7S4T6V8W0XYZAB")
    assert requests.get(forged, timeout=30).status_code == 403


def test_erased_means_gone_from_every_store(life: Life) -> None:
    vera, friend = life.vera, life.friend
    assert vera.call("DELETE", "/accounts/me?handle=somebody").status_code == 422
    answer = vera.call("DELETE", f"/accounts/me?handle={HANDLE}")
    assert answer.status_code == 202
    assert vera.call("GET", "/accounts/me").status_code == 410
    public = requests.get(f"{vera.house.url}/accounts/people/{HANDLE}", timeout=30)
    assert public.status_code == 404

    left: list[str] = []

    def gone() -> bool:
        found = everywhere.found(vera.house, life.secrets)
        known = tuple(f"{place}{life.vera_id}" for place in (REMEMBERED, WAITING))
        left[:] = [place for place in found if not place.startswith(known)]
        return not left

    try:
        wait_until(gone, 150)
    except AssertionError:
        pytest.fail("still there:\n" + "\n".join(left))
    _bare(vera.house, life.vera_id)
    assert vera.call("GET", "/accounts/me").status_code == 410, "a token makes no new profile"
    mine = said(friend.call("GET", "/accounts/me"))
    assert (mine["followers"], mine["following"]) == (0, 0)
    assert friend.call("GET", f"/music/playlists/{life.playlist_id}").status_code == 404


def _bare(house: LocalStack, person_id: str) -> None:
    """What the search's index remembers is nobody's words."""
    with psycopg.connect(house.postgres.url) as admin:
        rows = admin.execute(
            "select shown, title, owner_name, more, card from music.search_entries"
            " where owner_id = %s",
            [person_id],
        ).fetchall()
    assert all(row == (False, "", "", "", {}) for row in rows), rows

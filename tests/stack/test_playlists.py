"""Playlists through the whole house: made, filled and shared by two people at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.local import tune
from tests.house import Person, wait_until
from tests.stack.journeys import Heard, made


@pytest.fixture(scope="module")
def song(artist: Person, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("playlists") / "tune.wav"
    tune.write(file)
    return str(made(artist, file, title="Sea Change")["id"])


def ok(answer: requests.Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json() if answer.content else {}
    return body


def me(person: Person) -> dict[str, Any]:
    """Who they are; others know it within moments."""
    return ok(person.call("GET", "/accounts/me"))


def playlist(person: Person, **said: str) -> str:
    return str(ok(person.call("POST", "/music/playlists", {"title": "Ours"} | said), 201)["id"])


def entries(person: Person, playlist_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    path = f"/music/playlists/{playlist_id}/entries?limit=7"
    cursor = ""
    while True:
        page = ok(person.call("GET", path + cursor))
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def test_two_people_fill_one_playlist_at_once(
    fan: Person, artist: Person, song: str, heard: Heard
) -> None:
    me(fan)
    bob = me(artist)["id"]
    playlist_id = playlist(fan)
    path = f"/music/playlists/{playlist_id}"
    assert artist.call("GET", path).status_code == 404
    collaborator = f"{path}/collaborators/{bob}"
    wait_until(lambda: fan.call("PUT", collaborator, {"part": "editor"}).ok, what="a collaborator")

    def work(person: Person) -> list[str]:
        mine: list[str] = []
        for _ in range(6):
            body = {"tracks": [song, song], "place": {"at": "start"}}
            added = ok(person.call("POST", f"{path}/entries", body), 201)["items"]
            mine += [entry["id"] for entry in added]
            move = {"entries": mine[:1], "place": {"at": "end"}}
            ok(person.call("POST", f"{path}/entries/move", move))
        gone = {"entries": mine[1:3]}
        assert ok(person.call("POST", f"{path}/entries/remove", gone))["removed"] == mine[1:3]
        return [mine[0], *mine[3:]]

    with ThreadPoolExecutor(2) as pool:
        kept = [entry for mine in pool.map(work, [fan, artist]) for entry in mine]

    found = entries(fan, playlist_id)
    assert sorted(entry["id"] for entry in found) == sorted(kept)
    assert {entry["track"]["title"] for entry in found} == {"Sea Change"}
    shown = ok(artist.call("GET", path))
    assert (shown["entry_count"], shown["my_part"]) == (len(kept), "editor")

    def counts() -> list[int]:
        return [
            event["detail"]["entry_count"]
            for event in heard.all()
            if event["detail-type"] == "playlist_changed"
            and event["detail"]["playlist_id"] == playlist_id
            and event["detail"]["revision"] == shown["version"]
        ]

    assert wait_until(counts, what="the last change on the bus") == [len(kept)]


def test_a_repeated_tap_adds_once(fan: Person, song: str) -> None:
    playlist_id = playlist(fan)
    path, body = f"/music/playlists/{playlist_id}/entries", {"tracks": [song]}

    first, again = (fan.call("POST", path, body, Idempotency_Key="a-tap") for _ in range(2))

    assert ok(first, 201)["items"] == ok(again, 201)["items"]
    assert len(entries(fan, playlist_id)) == 1


def test_a_share_link_and_an_invitation(fan: Person, artist: Person, song: str) -> None:
    playlist_id = playlist(fan, visibility="unlisted")
    path = f"/music/playlists/{playlist_id}"
    ok(fan.call("POST", f"{path}/entries", {"tracks": [song]}), 201)
    made = ok(fan.call("POST", f"{path}/shares"), 201)
    shared = f"/music/shared/{made['token']}"

    assert artist.call("GET", path).status_code == 404
    assert ok(artist.call("GET", shared))["title"] == "Ours"
    assert len(ok(artist.call("GET", f"{shared}/entries"))["items"]) == 1
    assert fan.call("DELETE", f"{path}/shares/{made['share']['id']}").status_code == 204
    assert artist.call("GET", shared).status_code == 404

    token = ok(fan.call("POST", f"{path}/invitations", {}), 201)["token"]
    joined = ok(artist.call("POST", "/music/invitations/accept", {"token": token}))
    assert joined["my_part"] == "editor"
    assert fan.call("DELETE", path).status_code == 204
    assert artist.call("GET", path).status_code == 404


def test_an_etag_and_a_gone_track(fan: Person, artist: Person, tmp_path: Path) -> None:
    tune.write(tmp_path / "tune.wav")
    doomed = made(artist, tmp_path / "tune.wav", title="Doomed")["id"]
    playlist_id = playlist(fan)
    path = f"/music/playlists/{playlist_id}"
    ok(fan.call("POST", f"{path}/entries", {"tracks": [doomed]}), 201)
    etag = fan.call("GET", path).headers["ETag"]

    ok(fan.call("PATCH", path, {"title": "First"}, If_Match=etag))
    assert fan.call("PATCH", path, {"title": "Late"}, If_Match=etag).status_code == 412
    assert artist.call("DELETE", f"/music/tracks/{doomed}").status_code == 204
    [entry] = entries(fan, playlist_id)
    assert (entry["state"], entry["track"]) == ("gone", None)

"""Releases on the running platform: from a draft to what fans see, through the gateway."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import requests
from PIL import Image

from infra.local import tune
from tests.house import Person, wait_until
from tests.stack.journeys import Heard, Stored, made, post

Json = dict[str, Any]


@pytest.fixture(scope="module")
def tracks(artist: Person, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    file = tmp_path_factory.mktemp("tune") / "tune.wav"
    tune.write(file)
    return [made(artist, file, title=title)["id"] for title in ("Spring Tide", "Neap Tide")]


def ok(answer: requests.Response) -> Json:
    assert answer.ok, answer.text
    said: Json = answer.json() if answer.content else {}
    return said


def code(answer: requests.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:didit360:problem:")


def square(side: int) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def send_artwork(person: Person, release_id: str, picture: bytes) -> str:
    body = {"file": {"size": len(picture), "content_type": "image/jpeg"}}
    upload = ok(person.call("POST", f"/music/releases/{release_id}/artwork", body))["upload"]
    assert post(upload, picture).ok
    return str(upload["upload_id"])


def begin(person: Person, tracks: list[str], **more: Any) -> str:
    """A release with artwork and tracks."""
    facts = {"type": "single", "title": "Tides", "genres": ["ambient"]} | more
    release_id = str(ok(person.call("POST", "/music/releases", facts))["id"])
    places = {"tracks": [{"track_id": id_} for id_ in tracks]}
    ok(person.call("PUT", f"/music/releases/{release_id}/tracks", places))
    send_artwork(person, release_id, square(1400))
    wait_until(lambda: read(person, release_id)["artwork"], what="the artwork")
    return release_id


def read(person: Person, release_id: str) -> Json:
    return ok(person.call("GET", f"/music/releases/{release_id}"))


def about(heard: Heard, release_id: str, *names: str) -> list[tuple[str, Json]]:
    return [
        (event["detail-type"], event["detail"])
        for event in heard.all()
        if event["detail-type"] in names and event["detail"].get("release_id") == release_id
    ]


def test_whoever_is_credited_appears_on_it(
    artist: Person, another_artist: Person, fan: Person, tracks: list[str], heard: Heard
) -> None:
    other = ok(another_artist.call("GET", "/accounts/me"))["id"]
    credit = {"name": "Rival", "role": "featured_artist", "person_id": other}
    ok(artist.call("PATCH", f"/music/tracks/{tracks[0]}", {"details": {"contributors": [credit]}}))
    release_id = begin(artist, tracks[:1], title="Together")
    ok(artist.call("POST", f"/music/releases/{release_id}/publish", {"when": "now"}))

    def appears() -> list[str]:
        page = ok(fan.call("GET", f"/music/artists/{other}/appears-on"))
        return [release["id"] for release in page["items"]]

    wait_until(lambda: release_id in appears(), what="the appearance")
    wait_until(lambda: about(heard, release_id, "release_published"), what="what is said of it")
    ok(artist.call("DELETE", f"/music/releases/{release_id}"))
    wait_until(lambda: release_id not in appears(), what="its end")


def test_a_scheduled_release_goes_out_once_and_can_be_taken_back(
    artist: Person, fan: Person, moderator: Person, tracks: list[str], heard: Heard
) -> None:
    release_id = begin(artist, tracks, type="ep")
    page = f"/music/releases/{release_id}"
    wait_until(
        lambda: artist.client.get_track(tracks[0])["releases"] == [release_id], what="its standing"
    )
    assert fan.call("GET", page).status_code == 404
    assert fan.call("GET", f"/music/tracks/{tracks[0]}").status_code == 404

    at = (datetime.now(UTC) + timedelta(seconds=4)).isoformat()
    planned = ok(artist.call("POST", f"{page}/publish", {"when": at}))
    assert (planned["state"], bool(planned["scheduled_for"])) == ("scheduled", True)
    assert fan.call("GET", page).status_code == 404

    wait_until(lambda: fan.call("GET", page).ok, 60, "the release's moment")
    assert datetime.now(UTC) >= datetime.fromisoformat(planned["scheduled_for"])
    wait_until(lambda: about(heard, release_id, "release_published"), what="what is said of it")
    wait_until(lambda: fan.call("GET", f"/music/tracks/{tracks[1]}").ok, what="its tracks")
    assert fan.client.playback(tracks[0])["playlist_url"]
    seen = read(fan, release_id)
    assert [line["title"] for line in seen["tracks"]] == ["Spring Tide", "Neap Tide"]
    shown = requests.get(fan.house.url + seen["artwork"]["sizes"][0]["webp"], timeout=30)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")

    ok(artist.call("POST", f"{page}/unpublish"))
    wait_until(lambda: about(heard, release_id, "release_withdrawn"), what="its withdrawal")
    wait_until(
        lambda: fan.call("POST", f"/music/tracks/{tracks[0]}/playback").status_code == 404,
        what="the end of its tracks",
    )
    assert fan.call("GET", page).status_code == 404

    ok(artist.call("POST", f"{page}/publish", {"when": "now"}))
    ok(moderator.call("PUT", f"{page}/take-down", {"reason": "Not yours."}))
    assert fan.call("GET", page).status_code == 404
    assert read(artist, release_id)["taken_down"]["reason"] == "Not yours."
    assert code(artist.call("POST", f"{page}/publish", {"when": "now"})) == "taken-down"
    wait_until(
        lambda: len(about(heard, release_id, "release_withdrawn")) == 2, what="the take-down"
    )
    said = about(heard, release_id, "release_published", "release_withdrawn")
    in_order = sorted(said, key=lambda one: one[1]["revision"])
    assert [name for name, _ in in_order] == [
        *("release_published", "release_withdrawn"),
        *("release_published", "release_withdrawn"),
    ]
    assert in_order[-1][1]["why"] == "taken_down"
    assert code(artist.call("DELETE", page)) == "taken-down"
    assert moderator.call("DELETE", f"{page}/take-down").ok
    assert artist.call("DELETE", page).status_code == 204


def test_a_cancelled_plan_and_one_that_lacks_something_do_not_go_out(
    artist: Person, fan: Person, tracks: list[str], heard: Heard
) -> None:
    cancelled = begin(artist, tracks[:1])
    lacking = begin(artist, tracks[:1])

    def publish(release_id: str, seconds: int) -> Json:
        at = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
        return ok(artist.call("POST", f"/music/releases/{release_id}/publish", {"when": at}))

    publish(cancelled, 4)
    publish(lacking, 5)
    ok(artist.call("POST", f"/music/releases/{cancelled}/unpublish"))
    ok(artist.call("PUT", f"/music/releases/{lacking}/tracks", {"tracks": []}))

    failure = wait_until(lambda: read(artist, lacking)["failure"], 60, "the moment")

    assert [one["code"] for one in failure["missing"]] == ["no-tracks"]
    assert read(artist, cancelled)["state"] == read(artist, lacking)["state"] == "draft"
    for release_id in (cancelled, lacking):
        assert fan.call("GET", f"/music/releases/{release_id}").status_code == 404
        assert about(heard, release_id, "release_published") == []
        assert artist.call("DELETE", f"/music/releases/{release_id}").status_code == 204


def test_artwork_that_is_too_small_is_refused_with_a_reason(artist: Person) -> None:
    begun = ok(artist.call("POST", "/music/releases", {"type": "single", "title": "Small"}))
    upload_id = send_artwork(artist, begun["id"], square(600))

    refused = wait_until(
        lambda: read(artist, begun["id"])["refused_artwork"], what="what is wrong with it"
    )

    assert (refused["upload_id"], "1400" in refused["reason"]) == (upload_id, True)
    missing = artist.call("POST", f"/music/releases/{begun['id']}/publish", {"when": "now"})
    assert code(missing) == "not-publishable"


def test_two_devices_that_edit_at_once_lose_nothing(artist: Person) -> None:
    begun = ok(artist.call("POST", "/music/releases", {"type": "album", "title": "Both"}))
    page = f"/music/releases/{begun['id']}"
    changes: list[Json] = [
        {"label": "Quay"},
        {"version": "Live"},
        {"genres": ["jazz"]},
        {"title": "All"},
    ]

    with ThreadPoolExecutor(len(changes)) as pool:
        answers = list(pool.map(lambda change: artist.call("PATCH", page, change), changes))
    guarded = [artist.call("PATCH", page, {"title": "Mine"}, If_Match='"1"')]

    assert [answer.status_code for answer in answers] == [200] * len(changes)
    seen = read(artist, begun["id"])
    assert {key: seen[key] for change in changes for key in change} == {
        key: value for change in changes for key, value in change.items()
    }
    assert [answer.status_code for answer in guarded] == [412]


def test_fans_like_keep_and_find_the_artist(
    artist: Person, fan: Person, another_artist: Person, tracks: list[str]
) -> None:
    release_id = begin(artist, tracks)
    ok(artist.call("POST", f"/music/releases/{release_id}/publish", {"when": "now"}))
    wait_until(lambda: fan.call("GET", f"/music/tracks/{tracks[0]}").ok, what="its tracks")
    likes = f"/music/me/likes/{tracks[0]}"

    with ThreadPoolExecutor(6) as pool:
        people = [fan, another_artist] * 3
        assert {a.status_code for a in pool.map(lambda who: who.call("PUT", likes), people)} == {
            204
        }
    wait_until(lambda: ok(fan.call("GET", likes))["count"] == 2, what="both likes")
    assert another_artist.call("DELETE", likes).status_code == 204
    wait_until(lambda: ok(fan.call("GET", likes))["count"] == 1, what="the one that is left")
    assert fan.call("PUT", f"/music/me/library/{release_id}").status_code == 204

    [liked] = ok(fan.call("GET", "/music/me/likes"))["items"]
    [saved] = ok(fan.call("GET", "/music/me/library"))["items"]
    assert (liked["track"]["id"], saved["release"]["id"]) == (tracks[0], release_id)

    artist_id = read(fan, release_id)["artist"]["id"]
    ok(artist.call("PUT", "/music/me/pin", {"item_id": release_id, "note": "New!"}))
    page = ok(fan.call("GET", f"/music/artists/{artist_id}"))
    assert page["pinned"]["release"]["id"] == page["latest"]["id"] == release_id
    assert [one["id"] for one in page["releases"]["single"]] == [release_id]
    listed = ok(fan.call("GET", f"/music/artists/{artist_id}/releases?type=single"))
    assert [one["id"] for one in listed["items"]] == [release_id]
    assert code(fan.call("GET", "/music/artists/nobody")) == "no-such-artist"


def test_nothing_of_a_deleted_release_stays(
    artist: Person, tracks: list[str], stored: Stored
) -> None:
    release_id = begin(artist, tracks)
    assert artist.call("DELETE", f"/music/releases/{release_id}").status_code == 204

    def rows() -> list[Any]:
        dynamodb = stored.house.client("dynamodb")
        tables = ("catalogue_table", "releases_table")
        return [
            row
            for table in tables
            for row in dynamodb.scan(TableName=stored.house.outputs[table])["Items"]
            if release_id in str(row)
        ]

    wait_until(lambda: not rows(), what="the end of its rows")
    wait_until(lambda: not stored.objects(release_id), what="the end of its pictures")

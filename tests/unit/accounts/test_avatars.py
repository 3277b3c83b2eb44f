"""An avatar is the newest picture that could be made, whatever comes late."""

import json
from typing import Any

from didit360 import ids, people
from tests.unit.accounts.bus import ROOT, Bus
from tests.unit.accounts.persons import ADA, BEN, ask, come, me
from tests.unit.aws import Person

FILE = {"size": 1000, "content_type": "image/png"}


def upload(by: Person = ADA) -> str:
    reply = ask("create_avatar", "POST", "/me/avatar", by=by, body={"file": FILE})
    assert reply.status == 201, reply.text
    grant = reply.body["upload"]
    assert grant["fields"]["key"] == f"avatar/{by.id}/{by.id}/{grant['upload_id']}"
    return str(grant["upload_id"])


def tell(bus: Bus, name: str, upload_id: str, of: Person = ADA, **more: Any) -> None:
    detail = json.loads((ROOT / "events" / f"{name}.sample.json").read_text())
    detail |= {"purpose": "avatar", "owner_id": of.id, "subject_id": of.id, "upload_id": upload_id}
    if name == "image_ready":
        image_id = ids.twin(upload_id, "img")
        detail |= {"image_id": image_id, "path": f"images/{image_id}/"}
    bus.said.append((name, detail | more))
    bus.settle()


def test_a_picture_shows_on_the_profile_and_the_card_in_its_sizes(bus: Bus) -> None:
    come(ADA)
    upload_id = upload()
    assert me()["avatar"] is None
    tell(bus, "image_ready", upload_id)

    image_id = ids.twin(upload_id, "img")
    shown = me()["avatar"]
    assert shown["id"] == image_id
    assert shown["sizes"][0]["webp"] == f"/images/{image_id}/96.webp"
    card = people.card(ADA.id)
    assert card is not None
    assert card.avatar is not None
    assert card.avatar["image_id"] == image_id


def test_the_latest_upload_wins_and_the_others_are_let_go(bus: Bus) -> None:
    come(ADA)
    first, second, third = (upload() for _ in range(3))
    for upload_id in (first, third, second, third):
        tell(bus, "image_ready", upload_id)

    assert me()["avatar"]["id"] == ids.twin(third, "img")
    released = [detail["image_id"] for detail in bus.about("image_released")]
    assert released == [ids.twin(first, "img"), ids.twin(second, "img")]


def test_a_failure_is_read_and_leaves_what_is_shown(bus: Bus) -> None:
    come(ADA)
    first, second, third = (upload() for _ in range(3))
    tell(bus, "image_ready", first)
    tell(bus, "image_failed", second)

    mine = me()
    assert mine["avatar_problem"]["code"] == "too_small"
    assert mine["avatar"]["id"] == ids.twin(first, "img")
    tell(bus, "image_ready", third)
    tell(bus, "image_failed", second)
    assert me()["avatar_problem"] is None


def test_a_removed_avatar_stays_removed(bus: Bus) -> None:
    come(ADA)
    first, second = upload(), upload()
    tell(bus, "image_ready", first)
    for _ in range(2):
        assert ask("delete_avatar", "DELETE", "/me/avatar").status == 204
    tell(bus, "image_ready", second)

    assert me()["avatar"] is None
    released = [detail["image_id"] for detail in bus.about("image_released")]
    assert released == [ids.twin(first, "img"), ids.twin(second, "img")]
    tell(bus, "image_ready", upload())
    assert me()["avatar"] is not None


def test_pictures_of_other_things_and_of_nobody_are_not_shown(bus: Bus) -> None:
    come(ADA)
    tell(bus, "image_ready", upload(), purpose="release")
    assert me()["avatar"] is None
    assert bus.about("image_released") == []
    tell(bus, "image_ready", ids.new("upl"), of=BEN)
    assert len(bus.about("image_released")) == 1


def test_what_is_no_picture_gets_no_grant() -> None:
    for wrong in ({"content_type": "text/html"}, {"size": 0}, {"size": 10**9}):
        reply = ask("create_avatar", "POST", "/me/avatar", body={"file": {**FILE, **wrong}})
        assert reply.status == 422

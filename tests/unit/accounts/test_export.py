"""Everything that is held about me, in one archive."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from accounts.data import archive, exports
from didit360 import database
from didit360 import files as files_
from didit360.clock import now, rfc3339
from tests.unit.accounts.bus import Bus, react
from tests.unit.accounts.persons import ADA, BEN, ask, block, change, come, follow, me
from tests.unit.aws import Person, Reply


def export() -> Reply:
    return ask("create_export", "POST", "/me/exports")


def look(id_: str, by: Any = ADA) -> Reply:
    return ask("get_export", "GET", f"/me/exports/{id_}", by=by)


def files(id_: str) -> dict[str, bytes]:
    stored = boto3.client("s3").get_object(Bucket="exports", Key=f"{id_}/didit360.zip")
    with zipfile.ZipFile(io.BytesIO(stored["Body"].read())) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


def answering(bus: Bus, product: str, content: Any = None) -> None:
    """Have another product take its part."""

    def answer(detail: dict[str, Any]) -> None:
        key = archive.put(detail["prefix"], f"{product}/{product}", content or {})
        said = {name: detail[name] for name in ("export_id", "person_id")}
        said |= {"product": product, "key": key, "at": rfc3339(now())}
        bus.said.append(("export_part_ready", said))

    bus.others["export_requested"] = _both(bus.others.get("export_requested"), answer)


def _both(first: Any, second: Any) -> Any:
    return lambda detail: [act(detail) for act in (first, second) if act]


def test_the_archive_has_what_every_product_and_the_user_pool_hold(bus: Bus) -> None:
    come(ADA, BEN)
    change({"handle": "ada", "birth_date": "1990-12-10"})
    follow(BEN)
    block(BEN)
    wish = {"role": "dj", "reason": "I play records."}
    ask("create_role_request", "POST", "/role-requests", body=wish)
    answering(bus, "music", {"playlists": ["Sea"]})
    answering(bus, "media", {"uploads": []})
    answering(bus, "nfts", {"wallets": []})

    asked = export()
    assert (asked.status, asked.body["state"]) == (202, "collecting")
    id_ = asked.body["id"]
    bus.settle()

    ready = look(id_).body
    assert ready["state"] == "ready"
    found = files(id_)
    assert json.loads(found["accounts/sign_in.json"])["attributes"]["email"] == "a@people.example"
    [profile] = json.loads(found["accounts/profile.json"])
    assert (profile["handle"], profile["birth_date"]) == ("ada", "1990-12-10")
    assert [one["blocked_id"] for one in json.loads(found["accounts/blocked.json"])] == [BEN.id]
    assert json.loads(found["accounts/role_requests.json"])[0]["reason"] == "I play records."
    assert json.loads(found["accounts/former_handles.json"])[0]["handle"].startswith("listener_")
    assert json.loads(found["music/music.json"]) == {"playlists": ["Sea"]}
    stored = boto3.client("s3").head_object(Bucket="exports", Key=f"{id_}/didit360.zip")
    assert ready["size"] == stored["ContentLength"]
    assert urlsplit(ready["download"]["url"]).path.endswith(f"{id_}/didit360.zip")


def test_it_is_made_once_the_last_product_has_answered_and_not_before(bus: Bus) -> None:
    come(ADA)
    answering(bus, "music")
    answering(bus, "nfts")
    id_ = export().body["id"]
    bus.settle()
    assert (look(id_).body["state"], look(id_).body["download"]) == ("collecting", None)
    assert export().problem() == "export-open"

    [part] = [one for one in bus.about("export_part_ready") if one["product"] == "music"]
    for _ in range(2):
        bus.said.append(("export_part_ready", part | {"product": "media"}))
        bus.settle()
    assert look(id_).body["state"] == "ready"
    assert export().status == 202


def test_ties_are_written_down_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = [Person(f"0b7c1f6e-0000-4000-8000-0000000005{n:02}", "") for n in range(7)]
    come(ADA, *crowd)
    for person in crowd[:5]:
        follow(ADA, by=person)
        follow(person)
    for person in crowd[5:]:
        block(person)
    with database.transaction() as tx:
        tx.run("update follows set at = '2026-01-01' where follower_id < %s", [crowd[3].id])
    read: list[int] = []
    real = database.all

    def counted(*asked: Any) -> Any:
        rows = real(*asked)
        read.append(len(rows))
        return rows

    monkeypatch.setattr(exports, "_AT_ONCE", 2)
    monkeypatch.setattr(database, "all", counted)
    id_ = "exp_01K9QZ5A1P9R7S4T6V8W0XYZAB"
    asked = {"export_id": id_, "person_id": ADA.id, "prefix": f"{id_}/parts/"}
    react("export_requested", asked | {"at": rfc3339(now())})

    def kept(name: str) -> list[str]:
        key = f"{id_}/parts/accounts/{name}.json"
        body = boto3.client("s3").get_object(Bucket="exports", Key=key)["Body"].read()
        return [str(next(iter(one.values()))) for one in json.loads(body)]

    ids = [person.id for person in crowd]
    assert (sorted(kept("followers")), sorted(kept("following"))) == (ids[:5], ids[:5])
    assert kept("blocked") == ids[5:]
    assert max(read) == 2


def test_two_are_made_a_day_and_whoever_asks_for_more_reads_when(bus: Bus) -> None:
    come(ADA, BEN)
    for product in ("music", "media", "nfts"):
        answering(bus, product)
    for _ in range(2):
        assert export().status == 202
        bus.settle()

    refused = export()
    assert (refused.status, refused.problem()) == (429, "too-many-exports")
    [wait] = refused.headers["Retry-After"]
    assert 0 < int(wait) <= 86_400
    with database.transaction() as tx:
        tx.run("update exports set asked_at = asked_at - interval '24 hours'")
    assert export().status == 202


def test_what_failed_is_none_of_the_two_a_day() -> None:
    come(ADA)
    for _ in range(3):
        assert export().status == 202
        with database.transaction() as tx:
            tx.run("update exports set state = 'failed'")


def test_an_export_that_a_product_does_not_answer_to_fails_readably(bus: Bus) -> None:
    come(ADA)
    answering(bus, "music")
    answering(bus, "nfts")
    id_ = export().body["id"]
    bus.settle()
    react("overdue", {})
    assert look(id_).body["state"] == "collecting"
    with database.transaction() as tx:
        tx.run("update exports set asked_at = asked_at - interval '61 minutes'")
    react("overdue", {})

    failed = look(id_).body
    assert (failed["state"], failed["reason"]) == (
        "failed",
        "No answer from media. Please ask again.",
    )
    assert export().status == 202


def test_an_archive_is_fetched_by_its_person_while_it_is_kept(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(ADA, BEN)
    for product in ("music", "media", "nfts"):
        answering(bus, product)
    id_ = export().body["id"]
    bus.settle()
    assert look(id_, by=BEN).problem() == "no-such-export"
    later = now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr("accounts.api.export_views.now", lambda: later)
    over = look(id_).body
    assert (over["state"], over["download"]) == ("expired", None)


def test_an_archive_larger_than_its_parts_is_whole_and_never_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files_, "_PART_BYTES", 5 * 1024**2)
    text = "".join(f"{hash((n, 'noise')):x}" for n in range(600_000))
    for name in ("music/one", "music/two"):
        archive.put("exp_1/parts/", name, text)
    held: list[int] = []
    send = files_.Upload._send

    def sent(self: Any, size: int) -> None:
        held.append(len(self._waiting))
        send(self, size)

    monkeypatch.setattr(files_.Upload, "_send", sent)
    size = archive.make("exp_1/parts/", "exp_1/didit360.zip")

    assert json.loads(files("exp_1")["music/two.json"]) == text
    assert size > 5 * 1024**2
    assert len(held) > 1
    assert max(held) < 5 * 1024**2 + archive._BLOCK_BYTES * 2


def test_a_file_that_cannot_be_read_leaves_no_half_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    archive.put("exp_1/parts/", "music/one", {})
    monkeypatch.setattr(archive, "_keys", lambda _: iter(["exp_1/parts/gone.json"]))
    s3 = boto3.client("s3")
    with pytest.raises(s3.exceptions.NoSuchKey):
        archive.make("exp_1/parts/", "exp_1/didit360.zip")
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="exports")
    assert me()["id"] == ADA.id

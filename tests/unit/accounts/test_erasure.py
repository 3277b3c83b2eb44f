"""Erase me: nothing has my name afterwards, and it may be interrupted anywhere."""

import os
from typing import Any

import boto3
import psycopg
import pytest

from accounts.data import archive, profiles
from didit360 import ids, people
from didit360.clock import now, rfc3339
from tests.unit.accounts.bus import DONE, Bus, react
from tests.unit.accounts.persons import (
    ADA,
    ADMIN,
    BEN,
    MODERATOR,
    ask,
    block,
    change,
    come,
    follow,
    me,
)
from tests.unit.accounts.test_avatars import tell, upload
from tests.unit.accounts.test_plans import put
from tests.unit.aws import Person, Reply
from tests.unit.databases import Databases

SECRETS = (ADA.id, "ada_of_the_sea", "Ada Lovelace", "a@people.example", "1990-12-10", "my songs")


def erase(handle: str, by: Person = ADA) -> Reply:
    return ask("erase_me", "DELETE", "/me", by=by, query={"handle": handle})


def live(bus: Bus) -> None:
    """A life on the platform that leaves something everywhere."""
    come(ADA, BEN, MODERATOR, ADMIN)
    change({"handle": "ada_of_the_sea", "name": "Ada Lovelace", "birth_date": "1990-12-10"})
    follow(BEN)
    follow(ADA, by=BEN)
    block(MODERATOR)
    block(ADA, by=ADMIN)
    tell(bus, "image_ready", upload())
    wish = {"role": "dj", "reason": "I play my songs."}
    id_ = ask("create_role_request", "POST", "/role-requests", body=wish).body["id"]
    decision = {"outcome": "granted", "reason": "my songs too"}
    path = f"/role-requests/{id_}/decision"
    ask("decide_role_request", "PUT", path, by=MODERATOR, body=decision)
    put("premium")
    ask("create_export", "POST", "/me/exports")
    bus.settle()


def answering(bus: Bus) -> None:
    """Have the other products take their parts."""

    def answer(detail: dict[str, Any]) -> None:
        for product in ("music", "media", "nfts"):
            said = {**detail, "product": product, "at": rfc3339(now())}
            bus.said.append(("erasure_part_done", said))

    bus.others["erasure_requested"] = answer


def everywhere(databases: Databases) -> str:
    """All that lies in PostgreSQL, DynamoDB, S3 and Cognito."""
    found: list[Any] = []
    with psycopg.connect(databases.url) as admin:
        tables = admin.execute("select tablename from pg_tables where schemaname = 'accounts'")
        for (table,) in tables.fetchall():
            if table == "erasures":
                # The id is kept until the last token is over: see the test of that.
                rows = admin.execute(
                    "select case when done_at is null then t::text"
                    " else (to_jsonb(t) - 'person_id')::text end from accounts.erasures t"
                )
            else:
                rows = admin.execute(f'select t::text from accounts."{table}" t')  # noqa: S608
            found += rows.fetchall()
    dynamodb, s3 = boto3.client("dynamodb"), boto3.client("s3")
    for name in dynamodb.list_tables()["TableNames"]:
        found += dynamodb.scan(TableName=name)["Items"]
    for bucket in s3.list_buckets()["Buckets"]:
        for item in s3.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
            stored = s3.get_object(Bucket=bucket["Name"], Key=item["Key"])
            found += [item["Key"], stored["Body"].read()]
    pool = os.environ["USER_POOL_ID"]
    found += boto3.client("cognito-idp").list_users(UserPoolId=pool)["Users"]
    return repr(found)


def named(databases: Databases) -> list[str]:
    text = everywhere(databases)
    return [secret for secret in SECRETS if secret in text]


def test_afterwards_nothing_has_the_name_and_decisions_are_kept(
    bus: Bus, databases: Databases
) -> None:
    live(bus)
    assert named(databases) == list(SECRETS), "the look finds what is there"
    answering(bus)
    asked = erase("ada_of_the_sea")
    assert asked.status == 202
    assert me(BEN)["followers"] == 1
    bus.settle()

    assert named(databases) == []
    kept = everywhere(databases)
    assert "premium" in kept
    assert "dj" in kept
    mine = me(BEN)
    assert (mine["followers"], mine["following"]) == (0, 0)
    assert len(bus.about("image_released")) == 1
    assert bus.said[-1][0] == "person_erased"


def test_from_the_asking_on_the_person_is_nobody(bus: Bus) -> None:
    live(bus)
    erase("ada_of_the_sea")
    for operation, path in (("get_me", "/me"), ("get_my_plan", "/me/plan")):
        reply = ask(operation, "GET", path)
        assert (reply.status, reply.problem()) == (410, "erased")
    assert erase("ada_of_the_sea").status == 410
    for person in ("ada_of_the_sea", ADA.id):
        assert ask("get_person", "GET", f"/people/{person}", by=None).status == 404
    assert follow(ADA, by=BEN).status == 404
    answering(bus)
    bus.settle()
    # A token outlives its person by up to an hour: it makes no new one.
    assert ask("get_me", "GET", "/me").problem() == "erased"


def test_a_slip_erases_nobody(bus: Bus) -> None:
    come(ADA)
    change({"handle": "ada"})
    assert erase("adda").problem() == "not-confirmed"
    assert ask("erase_me", "DELETE", "/me").status == 422
    assert me()["handle"] == "ada"
    assert bus.about("erasure_asked") == []


def test_nothing_is_over_before_every_product_has_taken_its_part(
    bus: Bus, databases: Databases
) -> None:
    live(bus)
    erase("ada_of_the_sea")
    bus.settle()
    assert people.card(ADA.id) is None
    assert ADA.id in named(databases)
    assert bus.about("person_erased") == []
    disabled = boto3.client("cognito-idp").admin_get_user(
        UserPoolId=os.environ["USER_POOL_ID"], Username=ADA.id
    )
    assert disabled["Enabled"] is False


def test_every_step_may_be_told_twice_and_in_the_wrong_order(
    bus: Bus, databases: Databases
) -> None:
    live(bus)
    answering(bus)
    erase("ada_of_the_sea")
    bus.settle()
    before = everywhere(databases)
    about_ada = [said for said in bus.said if said[0].startswith(("erasure_", "person_", "plan_"))]
    for name, detail in reversed(about_ada):
        if name not in {"person_followed", "person_unfollowed"}:
            assert react(name, detail) == DONE
    assert named(databases) == []
    assert everywhere(databases) == before


@pytest.mark.parametrize(
    "broken",
    [
        "accounts.data.archive.remove",
        "accounts.data.ties.cut",
        "accounts.data.erasures.take_own_part",
        "accounts.data.facts.erase",
    ],
)
def test_a_part_that_breaks_is_taken_up_again(
    broken: str, bus: Bus, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(bus)
    answering(bus)

    def fail(*_: object) -> None:
        raise OSError(broken)

    with monkeypatch.context() as patched:
        patched.setattr(broken, fail)
        erase("ada_of_the_sea")
        with pytest.raises(AssertionError):
            bus.settle()
    [requested] = bus.about("erasure_requested")
    bus.said.append(("erasure_requested", requested))
    bus.settle()
    assert named(databases) == []


def test_a_product_that_does_not_answer_is_asked_again(bus: Bus, databases: Databases) -> None:
    live(bus)
    erase("ada_of_the_sea")
    bus.settle()
    react("overdue", {})
    assert len(bus.about("erasure_asked")) == 1
    with psycopg.connect(databases.url) as admin:
        admin.execute("update accounts.erasures set nudged_at = nudged_at - interval '2 hours'")
    answering(bus)
    react("overdue", {})
    bus.settle()
    assert named(databases) == []


def test_products_look_again_once_no_token_is_good(bus: Bus, databases: Databases) -> None:
    """Until then the gateway lets an erased person's token through to the other products."""
    live(bus)
    answering(bus)
    erase("ada_of_the_sea")
    bus.settle()
    react("overdue", {})
    assert len(bus.about("erasure_requested")) == 1, "too early"
    with psycopg.connect(databases.url) as admin:
        admin.execute("update accounts.erasures set done_at = done_at - interval '66 minutes'")
    react("overdue", {})
    bus.settle()
    first, again = bus.about("erasure_requested")
    assert again["person_id"] == first["person_id"] == ADA.id
    with psycopg.connect(databases.url) as admin:
        assert admin.execute("select person_id from accounts.erasures").fetchall() == [(None,)]
    react("overdue", {})
    bus.settle()
    assert len(bus.about("erasure_requested")) == 2
    assert len(bus.about("person_erased")) == 1
    assert named(databases) == []


def test_an_archive_that_is_finished_too_late_does_not_stay(bus: Bus, databases: Databases) -> None:
    live(bus)
    [asked] = bus.about("export_requested")
    made = archive.make

    def too_late(prefix: str, key: str) -> int:
        erase("ada_of_the_sea")
        bus.settle()
        return made(prefix, key)

    answering(bus)
    part = {name: asked[name] for name in ("export_id", "person_id", "at")}
    part["key"] = f"{asked['prefix']}x.json"
    for product in ("music", "nfts"):
        react("export_part_ready", {**part, "product": product})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(archive, "make", too_late)
        react("export_part_ready", {**part, "product": "media"})
    assert named(databases) == []


def test_a_card_that_is_written_while_its_person_goes_does_not_stay(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    come(ADA)
    change({"handle": "ada_of_the_sea"})
    old = profiles.get(ADA.id)
    answering(bus)
    erase("ada_of_the_sea")
    bus.settle()
    readings = [old]
    real = profiles.get
    monkeypatch.setattr(profiles, "get", lambda id_: readings.pop() if readings else real(id_))
    react("person_changed", bus.about("person_changed")[0])
    assert people.card(ADA.id) is None


def test_a_picture_that_is_made_after_its_person_is_gone_is_let_go(bus: Bus) -> None:
    live(bus)
    answering(bus)
    erase("ada_of_the_sea")
    bus.settle()
    late = ids.new("upl")
    tell(bus, "image_ready", late)
    assert bus.about("image_released")[-1]["image_id"] == ids.twin(late, "img")

"""Search on the running platform: what is said on the bus is found, and built again if lost."""

from typing import Any
from urllib.parse import quote

from infra.cli.search import steps
from infra.local.people import sign_up
from infra.local.seed.stores import as_product
from infra.local.stack import LocalStack
from tests.house import PASSWORD, Person, wait_until


def found(person: Person, typed: str) -> list[dict[str, Any]]:
    answer = person.call("GET", f"/music/search?q={quote(typed)}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_who_changes_their_name_is_found_by_it_and_again_after_a_rebuild(house: LocalStack) -> None:
    name = "Quintessa Værnholm"
    harper = Person(house, sign_up(house, "harper@search.example", PASSWORD))
    me = harper.call("PATCH", "/accounts/me", json={"name": name})
    assert me.status_code == 200, me.text
    person_id = me.json()["id"]

    def is_found() -> bool:
        return person_id in {item["id"] for item in found(harper, "quintesa vaernholm")}

    wait_until(is_found, 60, "the new name in the index")
    suggested = harper.call("GET", "/music/suggest?q=quint").json()["items"]
    assert [item["title"] for item in suggested] == [name]

    with as_product(house, "music"):
        from didit360 import database

        with database.transaction() as tx:
            tx.run("delete from search_entries where id = %s", [person_id])
    assert not is_found()
    list(steps(house.client("lambda"), house.outputs["functions"]["reindex"]["id"]))
    assert is_found()

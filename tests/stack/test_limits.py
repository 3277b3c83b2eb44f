"""Limits as a client meets them: by person through the edge, by address at the gateway."""

import time

import requests

from didit360.limits import BUDGETS, row_of
from infra.cdk.settings import STAGES
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from tests.house import PASSWORD, Person

TIMES = STAGES["local"].limits_times


def used_up(house: LocalStack, kind: str, who: str) -> None:
    """Count as many searches as this house allows, in this window and the one that may follow."""
    function = house.client("lambda").get_function_configuration(
        FunctionName=house.outputs["functions"]["search"]["id"]
    )
    budget = BUDGETS["search"]
    most = (budget.person if kind == "person" else budget.address) * TIMES
    for moment in (time.time(), time.time() + budget.seconds):
        row, window = row_of(f"search|{kind}|{who}", moment, budget.seconds)
        house.client("dynamodb").update_item(
            TableName=function["Environment"]["Variables"]["LIMITS_TABLE"],
            Key={"id": {"S": row}},
            UpdateExpression="ADD #window :most",
            ExpressionAttributeNames={"#window": f"w{window}"},
            ExpressionAttributeValues={":most": {"N": str(most)}},
        )


def test_a_person_who_searched_too_often_waits_and_others_do_not(
    house: LocalStack, fan: Person
) -> None:
    eager = Person(house, sign_up(house, "eager@limits.example", PASSWORD, "fan"))
    assert eager.call("GET", "/music/search?q=nordlys").status_code == 200
    used_up(house, "person", eager.call("GET", "/accounts/me").json()["id"])

    refused = [eager.call("GET", f"/music/{path}?q=nord") for path in ("search", "suggest")]

    for answer in refused:
        assert answer.status_code == 429
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:didit360:problem:too-many-requests"
        assert 1 <= int(answer.headers["Retry-After"]) <= 2 * BUDGETS["search"].seconds
    assert fan.call("GET", "/music/search?q=nordlys").status_code == 200
    assert eager.call("GET", "/accounts/me").status_code == 200


def test_an_address_is_limited_as_the_gateway_saw_it(house: LocalStack, fan: Person) -> None:
    api = house.outputs["apis"]["music"]
    url = f"{house.endpoint_url}/restapis/{api['id']}/{api['stage']}/_user_request_/search?q=nord"
    token = {"Authorization": f"Bearer {fan.account.id_token}"}

    def ask(address: str) -> int:
        headers = token | {"X-Forwarded-For": address}
        return requests.get(url, headers=headers, timeout=30).status_code

    assert ask("2001:db8:7:7::1") == 200
    used_up(house, "address", "2001:db8:7:7::/64")

    assert ask("2001:db8:7:7:9::2") == 429
    assert ask("2001:db8:7:8::1") == 200
    # Through the edge nobody says for themselves where they come from.
    through = fan.call("GET", "/music/search?q=nord", X_Forwarded_For="2001:db8:7:7::3")
    assert through.status_code == 200

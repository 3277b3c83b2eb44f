"""Before what mints and sells: each person's pace, and addresses that the stage lists.

The rules are read from the template and followed as AWS WAF follows them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from infra.cdk.settings import STAGES
from tests.infra.conftest import Synthesize
from tests.infra.reading import Resource, Templates

NETWORKS = ("198.51.100.0/24", "2001:db8::/48")
KEY = "what the edge alone knows"
INSIDE, OUTSIDE, CLOUDFRONT = "198.51.100.7", "203.0.113.9", "192.0.2.1"


@dataclass(frozen=True)
class Asked:
    method: str = "POST"
    address: str = INSIDE
    headers: dict[str, str] = field(default_factory=dict)

    def through_the_edge(self, forwarded: str) -> "Asked":
        headers = {"x-didit360-edge": KEY, "x-forwarded-for": forwarded}
        return replace(self, address=CLOUDFRONT, headers=headers)


@pytest.fixture(scope="module")
def listed(synthesize: Synthesize) -> Templates:
    return synthesize(replace(STAGES["prod"], selling_addresses=NETWORKS))


def acl(templates: Templates) -> Resource:
    (found,) = [a for a in templates.all("AWS::WAFv2::WebACL") if a.stack == "nfts"]
    return found


def rules(templates: Templates) -> dict[str, dict[str, Any]]:
    return {rule["Name"]: rule for rule in acl(templates).properties["Rules"]}


def holds(templates: Templates, statement: dict[str, Any], asked: Asked) -> bool:
    [(kind, said)] = statement.items()
    if kind == "NotStatement":
        return not holds(templates, said["Statement"], asked)
    if kind == "AndStatement":
        return all(holds(templates, one, asked) for one in said["Statements"])
    if kind == "OrStatement":
        return any(holds(templates, one, asked) for one in said["Statements"])
    if kind == "ByteMatchStatement":
        return _matches(said, asked)
    assert kind == "IPSetReferenceStatement"
    addresses = templates.target(said["Arn"], "nfts")
    assert addresses is not None
    return any(
        ip_address(asked_from) in ip_network(network)
        for asked_from in _addresses(said, asked)
        for network in addresses.properties["Addresses"]
    )


def _matches(said: dict[str, Any], asked: Asked) -> bool:
    assert said["PositionalConstraint"] == "EXACTLY"
    if "Method" in said["FieldToMatch"]:
        return bool(said["SearchString"] == asked.method)
    name = said["FieldToMatch"]["SingleHeader"]["Name"]
    return name == "x-didit360-edge" and asked.headers.get(name) == KEY


def _addresses(said: dict[str, Any], asked: Asked) -> Iterator[str]:
    forwarded = said.get("IPSetForwardedIPConfig")
    if forwarded is None:
        yield asked.address
    elif hops := asked.headers.get(forwarded["HeaderName"].lower()):
        assert forwarded["Position"] == "LAST"
        assert forwarded["FallbackBehavior"] == "NO_MATCH"
        yield hops.split(", ")[-1]


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (Asked(), False),
        (Asked(address="2001:db8::7"), False),
        (Asked(address=OUTSIDE), True),
        (Asked("DELETE", OUTSIDE), True),
        (Asked("GET", OUTSIDE), False),
        (Asked("OPTIONS", OUTSIDE), False),
        (Asked().through_the_edge(INSIDE), False),
        (Asked().through_the_edge(OUTSIDE), True),
        # Whoever writes the header themselves comes before what CloudFront adds.
        (Asked().through_the_edge(f"{INSIDE}, {OUTSIDE}"), True),
        # Without the edge's key nobody is believed to come through it.
        (Asked(address=OUTSIDE, headers={"x-forwarded-for": INSIDE}), True),
    ],
)
def test_only_listed_addresses_mint_and_sell(
    listed: Templates, asked: Asked, *, refused: bool
) -> None:
    rule = rules(listed)["changes-from-elsewhere"]
    assert rule["Action"] == {"Block": {}}
    assert holds(listed, rule["Statement"], asked) is refused


def test_everybody_sells_where_no_address_is_listed(prod: Templates) -> None:
    assert "changes-from-elsewhere" not in rules(prod)
    assert not list(prod.all("AWS::WAFv2::IPSet"))


def test_a_person_s_changes_are_counted_by_their_token(prod: Templates) -> None:
    rule = rules(prod)["changes-of-one-person"]
    counted = rule["Statement"]["RateBasedStatement"]
    assert rule["Action"] == {"Block": {}}
    assert counted["Limit"] == STAGES["prod"].selling_requests_per_5_minutes
    assert counted["CustomKeys"][0]["Header"]["Name"] == "authorization"
    of = counted["ScopeDownStatement"]
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    seen = [method for method in methods if holds(prod, of, Asked(method))]
    assert seen == ["POST", "PUT", "PATCH", "DELETE"]


def test_the_rules_of_all_apis_stay(listed: Templates) -> None:
    found = acl(listed).properties["Rules"]
    (shared,) = [a for a in listed.all("AWS::WAFv2::WebACL") if a.stack == "shared"]
    names = [rule["Name"] for rule in shared.properties["Rules"]]
    assert [rule["Name"] for rule in found][: len(names)] == names
    assert [rule["Priority"] for rule in found] == list(range(len(found)))


def test_the_allow_list_is_where_the_stage_is(synthesize: Synthesize) -> None:
    there = replace(STAGES["prod"], region="eu-west-1", selling_addresses=NETWORKS)
    templates = synthesize(there)
    kinds = ("AWS::WAFv2::IPSet", "AWS::WAFv2::WebACL")
    assert {one.properties["Scope"] for one in templates.all(*kinds) if one.stack == "nfts"} == {
        "REGIONAL"
    }
    versions = {
        one.properties["IPAddressVersion"]: one.properties["Addresses"]
        for one in templates.all("AWS::WAFv2::IPSet")
    }
    assert versions == {"IPV4": [NETWORKS[0]], "IPV6": [NETWORKS[1]]}


def test_what_is_no_network_is_refused(synthesize: Synthesize) -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        synthesize(replace(STAGES["prod"], selling_addresses=("office",)))

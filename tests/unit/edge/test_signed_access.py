"""CloudFront's signed access: what opens a resource, and everything that must not."""

import json

import pytest

from infra.local.edge.signed_access import Credentials, DeniedError, Policy, presented, verify
from tests.signing import Grant, encoded, public_pem

URL = "https://host.example/media/med_1/run_1/master.m3u8"
GLOB = "https://host.example/media/med_1/run_1/*"


def opened(grant: Grant, url: str = URL, now: float = 1000, address: str = "127.0.0.1") -> Policy:
    policy = verify(Credentials(*grant.values()), public_pem("a"))
    policy.check(url, now, address)
    return policy


def test_a_signed_policy_opens_its_folder_until_it_expires() -> None:
    policy = opened(Grant(GLOB, before=2000))
    assert policy == Policy(GLOB, 2000)


@pytest.mark.parametrize(
    ("grant", "url", "now", "address"),
    [
        (Grant(GLOB, before=1000), URL, 1000, "127.0.0.1"),
        (Grant(GLOB), URL.replace("med_1", "med_2"), 1000, "127.0.0.1"),
        (Grant(GLOB), URL.replace("https", "http"), 1000, "127.0.0.1"),
        (Grant(GLOB), URL.replace("host.example", "hostxexample"), 1000, "127.0.0.1"),
        (Grant(GLOB), URL.replace("run_1", "run_11"), 1000, "127.0.0.1"),
        (
            Grant(GLOB, extra={"DateGreaterThan": {"AWS:EpochTime": 1000}}),
            URL,
            1000,
            "127.0.0.1",
        ),
        (
            Grant(GLOB, extra={"IpAddress": {"AWS:SourceIp": "192.0.2.0/24"}}),
            URL,
            1000,
            "198.51.100.1",
        ),
    ],
    ids=["expired", "foreign", "scheme", "dot", "prefix", "not-yet", "address"],
)
def test_what_the_policy_does_not_say_stays_closed(
    grant: Grant, url: str, now: float, address: str
) -> None:
    with pytest.raises(DeniedError):
        opened(grant, url, now, address)


def test_optional_conditions_hold_when_met() -> None:
    extra: dict[str, dict[str, object]] = {
        "DateGreaterThan": {"AWS:EpochTime": 999},
        "IpAddress": {"AWS:SourceIp": "192.0.2.0/24"},
    }
    opened(Grant(GLOB, extra=extra), address="192.0.2.7")


def test_a_question_mark_is_one_character_and_a_star_any_number() -> None:
    opened(Grant("https://host.example/media/med_?/*/master.m3u8"))
    opened(Grant(URL + "*"))
    with pytest.raises(DeniedError):
        opened(Grant(URL + "?"))


def test_a_signature_by_another_key_is_refused() -> None:
    with pytest.raises(DeniedError, match="signature"):
        verify(Credentials(*Grant(GLOB, key="b").values()), public_pem("a"))


def test_one_changed_byte_is_refused() -> None:
    policy, signature, key = Grant(GLOB, before=2000).values()
    later = encoded(Grant(GLOB, before=9000).document())
    with pytest.raises(DeniedError, match="signature"):
        verify(Credentials(later, signature, key), public_pem("a"))
    other = "B" if signature[0] == "A" else "A"
    with pytest.raises(DeniedError):
        verify(Credentials(policy, other + signature[1:], key), public_pem("a"))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"Statement":[]}',
        b'{"Statement":[{"Resource":"*"}]}',
        b'{"Statement":[{"Resource":"*","Condition":{}}]}',
        b'{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":"9"}}}]}',
        b'{"Statement":[{"Resource":"*","Condition":{"DateLessThan":{"AWS:EpochTime":true}}}]}',
        b"\xff\xfe",
    ],
)
def test_a_signed_but_malformed_policy_is_refused(document: bytes) -> None:
    with pytest.raises(DeniedError, match="malformed"):
        verify(Credentials(*Grant(GLOB).values(document)), public_pem("a"))


def test_two_statements_or_an_unknown_condition_are_refused() -> None:
    statement = json.loads(Grant(GLOB).document())["Statement"][0]
    two = json.dumps({"Statement": [statement, statement]}).encode()
    odd = Grant(GLOB, extra={"Referer": {"Is": "x"}}).document()
    for document in (two, odd):
        with pytest.raises(DeniedError, match="malformed"):
            verify(Credentials(*Grant(GLOB).values(document)), public_pem("a"))


@pytest.mark.parametrize("text", ["%%%", "a", "+/=", "é"])
def test_another_alphabet_is_refused(text: str) -> None:
    with pytest.raises(DeniedError):
        verify(Credentials(text, text, "k"), public_pem("a"))


def test_cookies_are_read_first_come_and_the_url_goes_before_them() -> None:
    header = (
        "x=1; CloudFront-Policy=p; CloudFront-Signature=s; CloudFront-Key-Pair-Id=k; "
        "CloudFront-Policy=wider"
    )
    assert presented(header, {}) == Credentials("p", "s", "k")
    query = {"Policy": "P", "Signature": "S", "Key-Pair-Id": "K"}
    assert presented(header, query) == Credentials("P", "S", "K")
    with pytest.raises(DeniedError):
        presented(header, {"Policy": "P"})
    with pytest.raises(DeniedError, match="no grant"):
        presented("", {})
    with pytest.raises(DeniedError, match="malformed"):
        presented(header.replace("=p;", f"={'p' * 9000};"), {})

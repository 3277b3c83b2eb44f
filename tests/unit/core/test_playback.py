import base64
import json

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from didit360 import playback
from didit360.clock import now

pytestmark = pytest.mark.usefixtures("aws")

FOLDER = "media/med_1/run_1/"


@pytest.fixture
def key() -> RSAPrivateKey:
    private = generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    boto3.client("secretsmanager").create_secret(Name="signing", SecretString=pem)
    return private


def decoded(cookie: str) -> bytes:
    return base64.b64decode(cookie.translate(str.maketrans("-_~", "+=/")))


def test_cookies_open_one_folder_until_they_expire(key: RSAPrivateKey) -> None:
    grant = playback.grant(FOLDER)

    policy = decoded(grant.cookies["CloudFront-Policy"])
    [statement] = json.loads(policy)["Statement"]
    assert statement["Resource"] == f"https://didit360.example/{FOLDER}*"
    left = statement["Condition"]["DateLessThan"]["AWS:EpochTime"] - now().timestamp()
    assert playback.GRANT_SECONDS - 60 < left <= playback.GRANT_SECONDS
    key.public_key().verify(
        decoded(grant.cookies["CloudFront-Signature"]),
        policy,
        PKCS1v15(),
        SHA1(),  # noqa: S303  CloudFront's format
    )


def test_whoever_hears_what_is_lossless_gets_both_folders_of_the_run(key: RSAPrivateKey) -> None:
    grant = playback.grant(FOLDER, lossless=True)

    [statement] = json.loads(decoded(grant.cookies["CloudFront-Policy"]))["Statement"]
    assert statement["Resource"] == "https://didit360.example/media/med_1/run_1*"
    headers = grant.set_cookie_headers()
    for path in ("/media/med_1/run_1/", "/media/med_1/run_1-lossless/"):
        names = {header.partition("=")[0] for header in headers if f"; Path={path};" in header}
        assert names == set(grant.cookies)
    assert len(headers) == 6
    assert key


def test_a_browser_sends_them_for_that_folder_alone(key: RSAPrivateKey) -> None:
    headers = playback.grant(FOLDER).set_cookie_headers()

    assert len(headers) == 3
    assert all(f"Path=/{FOLDER};" in header for header in headers)
    assert all("; HttpOnly; SameSite=None; Secure" in header for header in headers)
    assert key


@pytest.mark.parametrize(
    "prefix", ["", "work/x/y/", "media/x/", "media/x/y", "media/x/*/", "media/x/y/z/"]
)
def test_nothing_but_a_run_of_media_is_granted(prefix: str) -> None:
    with pytest.raises(ValueError, match="one run"):
        playback.grant(prefix)

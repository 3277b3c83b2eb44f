"""The custom resource that makes signing keys: what it keeps, and what CloudFormation hears."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives import serialization

from media.on import signing_key


@dataclass
class CloudFormation:
    """The presigned URL of a request, and what was PUT there."""

    url: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    content_types: list[str | None] = field(default_factory=list)

    def request(self, kind: str, **properties: str) -> dict[str, Any]:
        return {
            "RequestType": kind,
            "ResponseURL": self.url,
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "PairA1",
            "ResourceProperties": {"ServiceToken": "arn", **properties},
        }


@pytest.fixture
def cloudformation() -> Iterator[CloudFormation]:
    class Presigned(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            length = int(self.headers["Content-Length"])
            heard.answers.append(json.loads(self.rfile.read(length)))
            heard.content_types.append(self.headers["Content-Type"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Presigned)
    heard = CloudFormation(f"http://127.0.0.1:{server.server_port}/answer?signature=1")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield heard
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def secret(aws: None) -> str:  # noqa: ARG001  moto is on
    """A secret as CloudFormation makes it: with a placeholder inside."""
    made = boto3.client("secretsmanager").create_secret(Name="key", SecretString="placeholder")
    return made["ARN"]


def kept(secret: str) -> str:
    return boto3.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]


def public_half(private_pem: str) -> str:
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode()


def test_a_pair_is_made_and_only_its_public_half_told(
    cloudformation: CloudFormation, secret: str
) -> None:
    signing_key.handler(cloudformation.request("Create", Key="a1", SecretId=secret), None)
    (answer,) = cloudformation.answers
    assert answer == {
        "Status": "SUCCESS",
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "PairA1",
        "PhysicalResourceId": "media-signing-key-a1",
        "Data": {"PublicKey": public_half(kept(secret))},
    }
    assert cloudformation.content_types == [""]
    assert "PRIVATE" not in json.dumps(answer)


@pytest.mark.parametrize("again", ["Create", "Update"])
def test_a_second_call_keeps_the_key(
    cloudformation: CloudFormation, secret: str, again: str
) -> None:
    for kind in ("Create", again):
        signing_key.handler(cloudformation.request(kind, Key="a1", SecretId=secret), None)
    first, second = cloudformation.answers
    assert first == second


def test_deleting_leaves_the_secret_to_its_own_resource(
    cloudformation: CloudFormation, secret: str
) -> None:
    signing_key.handler(cloudformation.request("Delete", Key="a1", SecretId=secret), None)
    (answer,) = cloudformation.answers
    assert answer["Status"] == "SUCCESS"
    assert "Data" not in answer
    assert kept(secret) == "placeholder"


def test_a_failure_is_told_too(cloudformation: CloudFormation, aws: None) -> None:  # noqa: ARG001
    signing_key.handler(cloudformation.request("Create", Key="a1", SecretId="absent"), None)
    (answer,) = cloudformation.answers
    assert answer["Status"] == "FAILED"
    assert "ResourceNotFound" in answer["Reason"]


def test_missing_properties_are_a_failure_and_no_silence(cloudformation: CloudFormation) -> None:
    signing_key.handler(cloudformation.request("Create"), None)
    (answer,) = cloudformation.answers
    assert (answer["Status"], answer["Reason"]) == ("FAILED", "KeyError: 'SecretId'")

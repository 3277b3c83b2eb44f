"""CloudFormation makes a key pair that signs playback grants: an RSA-2048 pair per key name.

A custom resource, called by CloudFormation itself. The private half goes to the given secret
and nowhere else; the public half (PEM) is the resource's attribute PublicKey. A secret that
holds a private key already keeps it: a repeated call changes nothing.

The protocol is that of the AWS CloudFormation User Guide, "Custom resource request and
response objects": the answer is PUT to a presigned URL, and one that never comes holds the
stack for an hour, so every failure is answered, too.
"""

import json
import urllib.request
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from didit360.clients import client
from didit360.log import logger

Request = dict[str, Any]

_PEM = "-----BEGIN "
_ANSWER_SECONDS = 10


def handler(event: Request, _context: object) -> None:
    """Create, Update or Delete one key pair; properties: Key (its name), SecretId."""
    properties = event["ResourceProperties"]
    outcome: dict[str, Any] = {
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "PhysicalResourceId": f"media-signing-key-{properties.get('Key', 'unnamed')}",
    }
    try:
        # The secret is a resource of its own and goes with the stack: nothing to delete here.
        if event["RequestType"] != "Delete":
            outcome["Data"] = {"PublicKey": _public_pem(_private_key(properties["SecretId"]))}
    except Exception as error:  # noqa: BLE001  whatever it is, CloudFormation must be told
        logger().exception("no signing key")
        _answer(event, outcome | {"Status": "FAILED", "Reason": f"{type(error).__name__}: {error}"})
    else:
        _answer(event, outcome | {"Status": "SUCCESS"})


def _private_key(secret_id: str) -> rsa.RSAPrivateKey:
    """The key in the secret; a new one, kept there, if the secret holds none yet."""
    secrets = client("secretsmanager")
    kept = _kept(secret_id)
    if kept is not None:
        return kept
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    secrets.put_secret_value(SecretId=secret_id, SecretString=pem.decode())
    return key


def _kept(secret_id: str) -> rsa.RSAPrivateKey | None:
    secrets = client("secretsmanager")
    try:
        text = secrets.get_secret_value(SecretId=secret_id).get("SecretString", "")
    except secrets.exceptions.ResourceNotFoundException:  # a secret that has no value yet
        return None
    if not text.startswith(_PEM):
        return None
    key = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the secret holds a private key that is not RSA")
    return key


def _public_pem(key: rsa.RSAPrivateKey) -> str:
    pem = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode()


def _answer(event: Request, outcome: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310  the URL comes from CloudFormation
        event["ResponseURL"],
        data=json.dumps(outcome).encode(),
        method="PUT",
        # The presigned URL was made for an empty content type.
        headers={"Content-Type": ""},
    )
    with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS):  # noqa: S310
        pass

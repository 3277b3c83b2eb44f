"""What of IAM cannot hold on one machine; everything else is enforced here as it is on AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.adapter.json_types import Resources

# The loopback interface is plain HTTP: a statement that refuses just that is left out.
_TRANSPORT = frozenset({"aws:SecureTransport", "s3:TlsVersion"})
# The engine gives policies nothing to compare these with, so such a condition would never hold.
_UNKNOWN = frozenset(
    {"events:detail-type", "events:source", "kms:MessageType", "kms:SigningAlgorithm"}
)

_BARE = ("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")


def settle_policies(resources: Resources) -> Resources:
    """The resources with every policy document fit for this machine.

    A policy resource that only refused plain HTTP is left out.
    """
    settled = {name: _document(resource) for name, resource in resources.items()}
    return {name: resource for name, resource in settled.items() if not _is_empty(resource)}


def name_secrets_in_full(value: Any, resources: Mapping[str, Any]) -> Any:
    """Ref of a secret is its ARN on AWS and its name in the engine, which no policy matches."""
    match value:
        case {"Ref": str(name)} if _is_secret(resources.get(name)):
            return {"Fn::GetAtt": [name, "Id"]}
        case list():
            return [name_secrets_in_full(item, resources) for item in value]
        case dict():
            return {key: name_secrets_in_full(item, resources) for key, item in value.items()}
    return value


def _document(value: Any) -> Any:
    match value:
        case {"Statement": list(statements)}:
            kept = [_statement(s) for s in statements if not _only_about_transport(s)]
            return value | {"Statement": kept}
        case list():
            return [_document(item) for item in value]
        case dict():
            return {key: _document(item) for key, item in value.items()}
    return value


def _keys(statement: Mapping[str, Any]) -> set[str]:
    return {key for test in statement.get("Condition", {}).values() for key in test}


def _only_about_transport(statement: Mapping[str, Any]) -> bool:
    keys = _keys(statement)
    return bool(keys) and keys <= _TRANSPORT


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    conditions = {
        operator: {key: value for key, value in test.items() if key not in _UNKNOWN}
        for operator, test in statement.get("Condition", {}).items()
    }
    known = {operator: test for operator, test in conditions.items() if test}
    rest = {key: value for key, value in statement.items() if key != "Condition"}
    return rest | ({"Condition": known} if known else {})


def _is_empty(resource: Mapping[str, Any]) -> bool:
    document = resource.get("Properties", {}).get("PolicyDocument", {})
    return resource["Type"] in _BARE and document.get("Statement") == []


def _is_secret(resource: Mapping[str, Any] | None) -> bool:
    return resource is not None and resource["Type"] == "AWS::SecretsManager::Secret"

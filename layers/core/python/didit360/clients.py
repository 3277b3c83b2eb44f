"""AWS clients, made when first needed and kept for the life of the environment.

boto3 costs as much to import as everything else in an API function together, so
nothing imports it before it is used.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_rds import RDSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient


@overload
def client(name: Literal["cognito-idp"]) -> "CognitoIdentityProviderClient": ...
@overload
def client(name: Literal["dynamodb"]) -> "DynamoDBClient": ...
@overload
def client(name: Literal["events"]) -> "EventBridgeClient": ...
@overload
def client(name: Literal["kms"]) -> "KMSClient": ...
@overload
def client(name: Literal["rds"]) -> "RDSClient": ...
@overload
def client(name: Literal["s3"]) -> "S3Client": ...
@overload
def client(name: Literal["scheduler"]) -> "EventBridgeSchedulerClient": ...
@overload
def client(name: Literal["secretsmanager"]) -> "SecretsManagerClient": ...
@overload
def client(name: Literal["ssm"]) -> "SSMClient": ...
@overload
def client(name: Literal["stepfunctions"]) -> "SFNClient": ...
def client(name: str) -> Any:
    """The process's one client for a service; thread-safe, as boto3's clients are."""
    return _client(name)


@cache
def _client(name: str) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4" if name == "s3" else None,
        connect_timeout=3,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    return boto3.client(name, config=config)  # type: ignore[call-overload]


def forget() -> None:
    """Drop the kept clients (tests that change the endpoint; a restored snapshot)."""
    _client.cache_clear()

"""Look for somebody in everything that the platform keeps."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from infra.local.stack import LocalStack

_ENGINES_OWN = {"pg_catalog", "information_schema"}


def found(house: LocalStack, secrets: list[str]) -> list[str]:
    """Where any of these texts lies: the store, the text, and how what it stands in begins."""
    return sorted(
        {
            f"{place}: {secret} in {text[:400]}"
            for place, text in _everything(house)
            for secret in secrets
            if secret.lower() in text.lower()
        }
    )


def _everything(house: LocalStack) -> Iterator[tuple[str, str]]:
    yield from _postgres(house)
    yield from _dynamodb(house)
    yield from _s3(house)
    yield from _cognito(house)


def _postgres(house: LocalStack) -> Iterator[tuple[str, str]]:
    with psycopg.connect(house.postgres.url) as admin:
        tables = admin.execute("select schemaname, tablename from pg_tables").fetchall()
        for schema, table in tables:
            if schema in _ENGINES_OWN:
                continue
            query = sql.SQL("select t::text from {} t").format(sql.Identifier(schema, table))
            for (row,) in admin.execute(query):
                yield f"PostgreSQL {schema}.{table}", row


def _dynamodb(house: LocalStack) -> Iterator[tuple[str, str]]:
    """Answers that are kept for replay go by themselves within the hour (their `expiration`)."""
    dynamodb: Any = house.client("dynamodb")
    for page in dynamodb.get_paginator("list_tables").paginate():
        for table in page["TableNames"]:
            if "Answers" in table:
                continue
            for rows in dynamodb.get_paginator("scan").paginate(TableName=table):
                for row in rows["Items"]:
                    yield f"DynamoDB {table}", json.dumps(row, default=repr, ensure_ascii=False)


def _s3(house: LocalStack) -> Iterator[tuple[str, str]]:
    s3: Any = house.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
            for entry in page.get("Versions", []) + page.get("DeleteMarkers", []):
                yield f"S3 {name}", entry["Key"]
            for entry in page.get("Versions", []):
                yield f"S3 {name}/{entry['Key']}", _object(s3, name, entry)
        uploads = s3.list_multipart_uploads(Bucket=name).get("Uploads", [])
        yield from ((f"S3 {name}, unfinished", upload["Key"]) for upload in uploads)


def _object(s3: Any, bucket: str, entry: dict[str, Any]) -> str:
    """What is in it; nothing of sound and film, and of what is gone by now."""
    if entry["Key"].endswith((".m4s", ".mp4")):
        return ""
    where = {"Bucket": bucket, "Key": entry["Key"], "VersionId": entry["VersionId"]}
    try:
        return str(s3.get_object(**where)["Body"].read().decode(errors="ignore"))
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "NoSuchVersion"}:
            return ""
        raise


def _cognito(house: LocalStack) -> Iterator[tuple[str, str]]:
    cognito: Any = house.client("cognito-idp")
    pages = cognito.get_paginator("list_users").paginate(UserPoolId=house.outputs["user_pool_id"])
    for page in pages:
        for user in page["Users"]:
            yield "Cognito", json.dumps(user, default=repr)

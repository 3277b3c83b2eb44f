"""How far each part of the sweep has come: a row of its own in the media table."""

from didit360.clients import client
from didit360.settings import setting

_OWNER = "sweep"
"""In the place of a media id, which begins with med_."""


def get(name: str) -> str:
    """Where the part `name` goes on; "" where it begins."""
    found = client("dynamodb").get_item(TableName=setting("MEDIA_TABLE"), Key=_key(name))
    return found.get("Item", {}).get("reached", {}).get("S", "")


def put(name: str, reached: str) -> None:
    """Remember where to go on; "": at the beginning."""
    client("dynamodb").put_item(
        TableName=setting("MEDIA_TABLE"), Item={**_key(name), "reached": {"S": reached}}
    )


def _key(name: str) -> "dict[str, dict[str, str]]":
    return {"media_id": {"S": _OWNER}, "upload_id": {"S": name}}

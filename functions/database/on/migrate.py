"""CloudFormation brings the database forward before the functions that need it are changed.

A custom resource, called at every change of a .sql file: see didit360.migrations. A deployment
that is rolled back leaves the database where it is: older functions work on a newer schema, so
migrations add first and take away only once nobody asks any more.
"""

import json
import urllib.request
from pathlib import Path
from typing import Any

from database.data import administrator
from didit360.log import logger
from didit360.migrations import NewerError, migrate

Request = dict[str, Any]

_PRODUCTS = Path(__file__).parents[2]
_ANSWER_SECONDS = 10
_REASON_CHARACTERS = 1000
"""CloudFormation takes an answer of 4 KiB."""


def handler(event: Request, _context: object) -> None:
    """Create or Update: apply what is new. Delete: nothing, the data goes with the cluster."""
    outcome: dict[str, Any] = {
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "PhysicalResourceId": "migrations",
        "Status": "SUCCESS",
    }
    try:
        if event["RequestType"] != "Delete":
            _bring_forward()
    except Exception as error:  # noqa: BLE001  whatever it is, CloudFormation must be told
        logger().exception("the database was not brought forward")
        reason = f"{type(error).__name__}: {error}"[:_REASON_CHARACTERS]
        outcome |= {"Status": "FAILED", "Reason": reason}
    _answer(event, outcome)


def _bring_forward() -> None:
    folders = {path.parent.parent.name: path for path in _PRODUCTS.glob("*/data/migrations")}
    with administrator.connection() as connection:
        try:
            applied = migrate(connection, dict(sorted(folders.items())))
        except NewerError as ahead:
            logger().warning("rolled back, the database stays: %s", ahead)
        else:
            logger().info("brought forward", extra={"applied": applied})


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

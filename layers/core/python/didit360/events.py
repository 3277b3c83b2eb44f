"""Say what happened, on the platform's bus. The shapes are the JSON Schemas in events/."""

import json
from collections.abc import Mapping
from typing import Any

from didit360.clients import client
from didit360.settings import product, setting


class EventNotAcceptedError(RuntimeError):
    """The bus did not take the event: the caller must fail, so that its trigger retries."""


def publish(name: str, detail: Mapping[str, Any]) -> None:
    """Put one event on the bus: detail-type `name`, source `didit360.<product>`."""
    answer = client("events").put_events(
        Entries=[
            {
                "EventBusName": setting("BUS_NAME"),
                "Source": f"didit360.{product()}",
                "DetailType": name,
                "Detail": json.dumps(detail, separators=(",", ":")),
            }
        ]
    )
    if answer["FailedEntryCount"]:
        raise EventNotAcceptedError(f"{name}: {answer['Entries'][0].get('ErrorCode')}")

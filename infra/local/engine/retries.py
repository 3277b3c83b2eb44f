"""Have a table's stream tell again what a function failed on, as Lambda does.

The engine knows partial failures (ReportBatchItemFailures) of queues alone: of a stream, it went on
past records that a function had reported. Lambda begins again at the first of them, as often as the
mapping says, and then tells the mapping's destination of it:
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

_REPORTS = "ReportBatchItemFailures"


def again() -> None:
    """Put it in place; call once, before the engine serves."""
    from ministack.services import lambda_svc

    execute = lambda_svc._execute_function
    tried: dict[str, tuple[str, int]] = {}

    @wraps(execute)
    def told(function: dict[str, Any], event: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        result: dict[str, Any] = execute(function, event, *args, **kwargs)
        mapping = None if result.get("error") else _mapping(lambda_svc, function, event)
        if mapping is None:
            return result
        first = _first_failed(event["Records"], result.get("body"))
        if first is None:
            return result
        id_, number = mapping["UUID"], first["dynamodb"]["SequenceNumber"]
        before, times = tried.get(id_, (number, 0))
        times = times + 1 if before == number else 1
        tried[id_] = number, times
        most = mapping.get("MaximumRetryAttempts", -1)  # -1: for as long as the stream has it
        given_up = 0 <= most < times
        if given_up:
            lambda_svc._send_ddb_stream_failure_record(
                *(mapping, function, [first], mapping["EventSourceArn"], result),
                "RetryAttemptsExhausted",
            )
        _go_on(lambda_svc, mapping, first, beyond=given_up)
        said = {"errorType": _REPORTS, "errorMessage": f"from {number} on, {times} times now"}
        return result | {"error": True, "body": said}

    lambda_svc._execute_function = told


def _mapping(engine: Any, function: dict[str, Any], event: Any) -> dict[str, Any] | None:
    """The mapping by which a table's records came, where it asks which of them failed."""
    records = event.get("Records") if isinstance(event, dict) else None
    if not records or records[0].get("eventSource") != "aws:dynamodb":
        return None
    name = (function.get("config") or function).get("FunctionName")
    for _, _, mapping in engine._iter_all_esms():
        if (
            mapping["EventSourceArn"] == records[0]["eventSourceARN"]
            and mapping["FunctionName"].rpartition(":")[2] == name
            and _REPORTS in mapping.get("FunctionResponseTypes", [])
        ):
            found: dict[str, Any] = mapping
            return found
    return None


def _first_failed(records: list[dict[str, Any]], body: Any) -> dict[str, Any] | None:
    """The first record that the function reports; of a report that says nothing, the first."""
    answer = json.loads(body) if isinstance(body, str | bytes) and body else body
    failures = (answer or {}).get("batchItemFailures") or []
    if not failures:
        return None
    named = {failure.get("itemIdentifier") for failure in failures}
    failed = (one for one in records if one["dynamodb"]["SequenceNumber"] in named)
    return next(failed, records[0])


def _go_on(engine: Any, mapping: dict[str, Any], record: dict[str, Any], *, beyond: bool) -> None:
    """Have the mapping read on from a record, or beyond it."""
    from ministack.services import dynamodb

    table = engine._dynamodb_stream_table_from_arn_spec(engine.parse_arn(mapping["EventSourceArn"]))
    name = table[0]
    number = record["dynamodb"]["SequenceNumber"]
    live = dynamodb.stream_live_records(name)
    place = [one["dynamodb"]["SequenceNumber"] for one in live].index(number)
    with engine._dynamodb_stream_positions_lock:
        engine._dynamodb_stream_positions[mapping["UUID"]] = (
            dynamodb.stream_start_position(name) + place + beyond
        )

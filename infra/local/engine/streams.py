"""Keep what tables have said and nobody has heard yet, across an end of the engine.

The engine stores how far each function has read a table's stream, and not the stream: after a
restart the positions pointed beyond all that was said anew, and nobody heard of it for long.
Kept are the records from the position on that was copied with them: what was heard already is not
said again, but for the moments between two copies.
"""

from __future__ import annotations

import copy
import re
from functools import wraps
from typing import Any

_TABLE = re.compile(r"arn:[^:]*:dynamodb:[^:]*:[^:]*:table/([^/]+)/stream/.+")
_RECORDS, _READ = "didit360_stream_records", "didit360_streams_read"


def keep() -> None:
    """Have the engine store its tables' streams with them; call before its state is loaded."""
    from ministack.services import dynamodb, lambda_svc

    positions_copied: dict[tuple[Any, ...], int] = {}
    read, load, get_functions, load_functions = (
        dynamodb.get_state,
        dynamodb.load_persisted_state,
        lambda_svc.get_state,
        lambda_svc.load_persisted_state,
    )

    @wraps(get_functions)
    def functions() -> dict[str, Any]:
        # Copied before the tables and queues (launcher._ASKS): what was heard later is kept.
        positions_copied.clear()
        positions_copied.update(_read_to(lambda_svc))
        state: dict[str, Any] = get_functions()
        return state

    @wraps(read)
    def tables() -> dict[str, Any]:
        state: dict[str, Any] = read()
        records, begins = type(dynamodb._tables)(), type(dynamodb._tables)()
        for key, said in list(dynamodb._stream_records._data.items()):
            gone = dynamodb._stream_trimmed._data.get(key, 0)
            begin = max(gone, positions_copied.get(key, gone))
            records._data[key] = copy.deepcopy(said[begin - gone :])
            begins._data[key] = begin
        return state | {_RECORDS: records, _READ: begins}

    @wraps(load)
    def restored(data: dict[str, Any]) -> None:
        load(data)
        dynamodb._stream_records.update(data.get(_RECORDS, {}))
        dynamodb._stream_trimmed.update(data.get(_READ, {}))

    @wraps(load_functions)
    def resumed(data: dict[str, Any]) -> None:
        for key, position in _read_to(lambda_svc, data).items():
            # A copy without its streams: count on from where everybody is.
            if key not in dynamodb._stream_records._data:
                dynamodb._stream_trimmed._data[key] = position
        load_functions(data)

    dynamodb.get_state, dynamodb.load_persisted_state = tables, restored
    lambda_svc.get_state, lambda_svc.load_persisted_state = functions, resumed


def _read_to(engine: Any, state: dict[str, Any] | None = None) -> dict[tuple[Any, ...], int]:
    """How far everybody has read each table's stream, by account, region and table."""
    sources = state["esms"] if state else engine._esms
    positions = state["dynamodb_stream_positions"] if state else engine._dynamodb_stream_positions
    found: dict[tuple[Any, ...], int] = {}
    for (account, region, name), source in list(sources._data.items()):
        table = _TABLE.fullmatch(source.get("EventSourceArn", ""))
        position = positions._data.get((account, region, name))
        if table and position is not None:
            key = (account, region, table[1])
            found[key] = min(found.get(key, position), position)
    return found

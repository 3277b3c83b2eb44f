"""Functions that do a long work step by step, each step asked for with the answer to the last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Iterator


def answers(client: Any, function: str, step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a function answers to a step, then to its answer, and so on until no part is left."""
    while True:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(step).encode())
        said = json.loads(answer["Payload"].read())
        if answer.get("FunctionError"):
            raise LocalError(f"A step failed: the log of {function} says why. It may be repeated.")
        yield said
        step = {name: value for name, value in said.items() if name not in ("was", "done")}
        if step["part"] is None:
            return

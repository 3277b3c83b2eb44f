"""The bus between accounts' own functions, and what the other products answer on it."""

import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.unit.aws import Said
from tests.unit.music.tracks import deliver

ROOT = Path(__file__).parents[3]
ON = ROOT / "functions" / "accounts" / "on"
DONE: dict[str, Any] = {"batchItemFailures": []}
Answer = Callable[[dict[str, Any]], None]


def react(name: str, detail: dict[str, Any]) -> dict[str, Any]:
    """What accounts' function for an event answers to its queue."""
    handler = importlib.import_module(f"accounts.on.{name}").handler
    return deliver(handler, name, detail)


class Bus:
    """Delivers what was said, and what is said because of it, until all is quiet."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.others: dict[str, Answer] = {}
        self._at = 0

    def settle(self) -> list[str]:
        """The names of the events that were delivered."""
        names = []
        while self._at < len(self.said):
            name, detail = self.said[self._at]
            self._at += 1
            names.append(name)
            if (ON / f"{name}.py").exists():
                assert react(name, detail) == DONE, name
            if name in self.others:
                self.others[name](detail)
        return names

    def about(self, name: str) -> list[dict[str, Any]]:
        return [detail for said, detail in self.said if said == name]

    def misshapen(self) -> Iterator[str]:
        """What was said and does not fit its schema."""
        for name, detail in self.said:
            schema = json.loads((ROOT / "events" / f"{name}.schema.json").read_text())
            for error in Draft202012Validator(schema).iter_errors(detail):
                yield f"{name}: {error.message}"

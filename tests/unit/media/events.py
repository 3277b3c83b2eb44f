"""What media says is held against the schemas in events/."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[3] / "events"


def check(said: Iterable[tuple[str, dict[str, Any]]]) -> None:
    for name, detail in said:
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
        Draft202012Validator(schema).validate(json.loads(json.dumps(detail)))

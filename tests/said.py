"""The events that the code says, read from it: `events.publish("x", ...)`, `tx.say("x", ...)`."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
EVENTS = ROOT / "events"
_CORE = ROOT / "layers" / "core" / "python" / "didit360"
_RELAYS = {"outbox.py", "database.py", "events.py"}
"""They pass on what others say."""


def said() -> dict[str, set[str]]:
    """Names by the file that says them. Names are literals, or handed to a helper as such."""
    files = [*sorted((ROOT / "functions").rglob("*.py")), *sorted(_CORE.glob("*.py"))]
    return {
        str(file.relative_to(ROOT)): names
        for file in files
        if file.name not in _RELAYS and (names := set(_names(ast.parse(file.read_text()))))
    }


def by_product() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for file, names in said().items():
        if file.startswith("functions/"):
            found.setdefault(file.split("/")[1], set()).update(names)
    return found


def _names(tree: ast.Module) -> Iterator[str]:
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            match call:
                case ast.Call(func=ast.Attribute(attr="say", value=ast.Name()), args=[name, *_]):
                    yield from _resolved(name, function, tree)
                case ast.Call(
                    func=ast.Attribute(attr="publish", value=ast.Name(id="events")),
                    args=[name, *_],
                ):
                    yield from _resolved(name, function, tree)


def _resolved(name: ast.expr, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    match name:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _resolved(one, function, tree)
            yield from _resolved(other, function, tree)
        case ast.Name(id=variable):
            found = [
                text
                for value in _values(variable, function, tree)
                for text in _resolved(value, function, tree)
            ]
            if not found:
                raise ValueError(f"line {name.lineno}: no literal names the event {variable}")
            yield from found
        case _:
            raise ValueError(f"line {name.lineno}: the event's name is no literal")


def _values(variable: str, function: ast.FunctionDef, tree: ast.Module) -> Iterator[ast.expr]:
    """What a name stands for: a parameter's arguments in this module, or what is assigned."""
    parameters = [one.arg for one in function.args.args]
    if variable in parameters:
        place = parameters.index(variable)
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=called), args=args) if called == function.name:
                    if len(args) > place:
                        yield args[place]
        return
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=assigned)], value=value) if assigned == variable:
                yield value

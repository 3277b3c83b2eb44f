"""Read an operation's route from its own file: `@app.post("/tracks")`."""

import ast
from dataclasses import dataclass
from pathlib import Path
from re import sub

_METHODS = {"get", "post", "put", "patch", "delete"}


class RouteError(Exception):
    """The file does not hold exactly one route that can be read."""


@dataclass(frozen=True)
class Route:
    """An HTTP method and a path in API Gateway's form: POST, /tracks/{track_id}."""

    method: str
    path: str
    replayed: bool = False
    """An unsafe POST: its answer is kept and replayed under its Idempotency-Key."""


def route_of(file: Path) -> Route:
    """The one route of an operation's file; RouteError if there is none or more."""
    if not file.is_file():
        raise RouteError(f"{file}: no such operation")
    tree = ast.parse(file.read_text(), filename=str(file))
    safe = any(_says_safe(node) for node in ast.walk(tree))
    found = [
        route
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in node.decorator_list
        if (route := _route(decorator, file, safe)) is not None
    ]
    if len(found) != 1:
        said = ", ".join(f"{route.method} {route.path}" for route in found) or "none"
        raise RouteError(f'{file}: one file has one route, as @app.get("/path"); found {said}')
    return found[0]


def _route(decorator: ast.expr, file: Path, safe: bool) -> Route | None:
    match decorator:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="app"), attr=method), args=args) if (
            method in _METHODS
        ):
            pass
        case _:
            return None
    match args:
        case [ast.Constant(value=str(path)), *_] if path.startswith("/"):
            replayed = method == "post" and not safe
            return Route(method.upper(), sub(r"<(\w+)>", r"{\1}", path), replayed)
        case _:
            raise RouteError(f"{file}:{decorator.lineno}: a route's path is a literal")


def _says_safe(node: ast.AST) -> bool:
    """`api(safe=True)`: a POST that changes nothing worth replaying."""
    match node:
        case ast.Call(func=ast.Name(id="api"), keywords=keywords):
            return any(
                word.arg == "safe"
                and isinstance(word.value, ast.Constant)
                and word.value.value is True
                for word in keywords
            )
        case _:
            return False

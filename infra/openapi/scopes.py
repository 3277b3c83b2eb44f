"""Names that are a function's own, and handlers that let through what they catch."""

import ast
from collections.abc import Iterator

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def bound(node: Function) -> Iterator[str]:
    """The names that are the function's own: its parameters and what it assigns."""
    arguments = node.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        yield argument.arg
    for more in (arguments.vararg, arguments.kwarg):
        if more is not None:
            yield more.arg
    todo: list[ast.AST] = list(node.body)
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        if isinstance(one, FUNCTIONS):
            yield one.name
        elif not isinstance(one, ast.Lambda):
            todo += ast.iter_child_nodes(one)


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what it catches goes on from it."""
    return any(
        isinstance(node, ast.Raise)
        and (node.exc is None or (isinstance(node.exc, ast.Name) and node.exc.id == handler.name))
        for statement in handler.body
        for node in ast.walk(statement)
    )

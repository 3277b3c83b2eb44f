"""Problem and what is derived from it: status, code, sentence and members, as the classes say."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

Constant = Callable[[str], str | None]
"""What an expression such as `MAX_SHARES` stands for, if it is written down."""

_PROBLEM = "didit360.problems.Problem"


@dataclass(frozen=True, order=True)
class Answer:
    """A problem that can be answered: `says` is a sentence such as goes with it."""

    status: int
    code: str
    says: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProblemClass:
    status: int
    code: str
    says: str = ""
    members: tuple[str, ...] = ()
    """What its documents have besides what all have."""


def problem_classes(
    classes: Mapping[str, ast.ClassDef],
    bases: Mapping[str, tuple[str, ...]],
    constant: Callable[[str, str], str | None],
) -> dict[str, ProblemClass]:
    """By their dotted names; `bases` are those of the house's exceptions.

    `constant`: what an expression in the body of a class stands for.
    """
    known = {_PROBLEM: ProblemClass(HTTPStatus.BAD_REQUEST, "bad-request")}
    before = 0
    while len(known) > before:  # a class may stand before the one that it is derived from
        before = len(known)
        for name, of in bases.items():
            base = next((known[one] for one in of if one in known), None)
            if base is not None and name not in known:
                known[name] = _said(classes[name], base, partial(constant, name))
    return known


def _said(node: ast.ClassDef, base: ProblemClass, constant: Constant) -> ProblemClass:
    status, code, says, members = base.status, base.code, base.says, base.members
    for name, value in _assigned(node):
        match name, value:
            case "status", _:
                status = int(HTTPStatus[ast.unparse(value).rpartition(".")[2]])
            case "code", ast.Constant(value=str(text)):
                code = text
    for call in ast.walk(node):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"),
                args=[first, *_],
                keywords=words,
            ):
                says = text_of(first, constant) or says
                members = (
                    *members,
                    *(word.arg for word in words if word.arg not in (None, "code")),
                )
    return ProblemClass(status, code, says, tuple(one for one in members if one))


def text_of(node: ast.expr, constant: Constant) -> str:
    """A sentence as far as it is written down; `…` for what comes in between."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_part(part, constant) for part in parts)
    return ""


def _part(node: ast.expr, constant: Constant) -> str:
    match node:
        case ast.Constant(value=value):
            return str(value)
        case ast.FormattedValue(value=ast.Name() | ast.Attribute() as value):
            return constant(ast.unparse(value)) or "…"
    return "…"


def _assigned(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from zip(map(ast.unparse, names), values, strict=True)
            case ast.Assign(targets=[name], value=value):
                yield ast.unparse(name), value

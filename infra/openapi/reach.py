"""Which problems an operation can answer, as far as the code tells without being run.

From the operation's function (and what the house does around it) along everything that the reached
functions speak of. It says rather too much than too little: whatever is named counts as called. But
what a `try` catches on the way is not passed on, and what stands in an `except` for an exception of
the house counts only where that exception can be raised.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from infra.openapi.definitions import CORE, Code, code
from infra.openapi.problem_classes import Answer
from infra.openapi.sightings import Raised

_HTTP_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Reach:
    """All that an operation can answer, and which limits it counts towards."""

    answers: tuple[Answer, ...]
    limits: tuple[str, ...]


def reach(module: str, *, takes_body: bool, replays: bool) -> Reach:
    """What the operation of `<product>.api.<operation>` can answer.

    `takes_body`: the house looks at it first; `replays`: a POST with an Idempotency-Key.
    """
    known = code(module.partition(".")[0])
    roots = list(_handlers(known, module))
    if takes_body:
        roots += [f"{CORE}.http._unreadable", f"{CORE}.problems.ContentTooLarge"]
    if replays:
        roots.append(f"{CORE}.idempotency.once")
    reached = _reached(known, roots)
    limits = {limit for name in reached for limit in known.sighting(name).limits}
    roles = {role for name in reached for role in known.sighting(name).roles}
    escaping = _escaping(known, reached)
    direct = [Raised(root) for root in roots if root in known.problems]
    raised = chain(direct, *(escaping[root] for root in roots if root in escaping))
    found = {_to_roles(answer, roles) for one in raised for answer in known.answers(one)}
    return Reach(tuple(sorted(found)), tuple(sorted(limits)))


def _to_roles(answer: Answer, roles: set[str]) -> Answer:
    """With the roles that it takes, where that is what is wrong."""
    named = " or ".join(sorted(roles))
    return replace(answer, says=answer.says.replace("the role …", f"the role {named}"))


def everything(products: Iterable[str]) -> set[Answer]:
    """Whatever is raised anywhere in the code of these products."""
    known = code(*products)
    return {
        answer
        for name in known.definitions
        for raised in known.sighting(name).raised
        for answer in known.answers(raised)
    }


def _handlers(known: Code, module: str) -> Iterator[str]:
    """The functions that a module routes to: `@app.get(...)`."""
    for name, node in known.definitions.items():
        if not name.startswith(f"{module}.") or not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            match decorator:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="app"), attr=method)) if (
                    method in _HTTP_METHODS
                ):
                    yield name


def _reached(known: Code, roots: Iterable[str]) -> set[str]:
    found: set[str] = set()
    todo = [root for root in roots if root in known.definitions]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            for spoken in known.sighting(name).spoken:
                todo += (one for one in known.spoken(spoken.of) if one in known.definitions)
    return found


def _escaping(known: Code, reached: set[str]) -> dict[str, set[Raised]]:
    """What comes out of each definition, less what is caught on the way."""
    here = _raised(known, reached)
    out = {
        name: {one for one in here[name] if not known.is_a(one.type, one.caught)} for name in here
    }
    changed = True
    while changed:
        changed = False
        for name in reached:
            for spoken in known.sighting(name).spoken:
                for other in known.spoken(spoken.of):
                    more = {
                        one
                        for one in out.get(other, set()) - out[name]
                        if not (spoken.caught and known.is_a(one.type, spoken.caught))
                    }
                    if more:
                        out[name] |= more
                        changed = True
    return out


def _raised(known: Code, reached: set[str]) -> dict[str, list[Raised]]:
    """What each definition raises: in place of another exception, only where that can be."""
    sighted = {name: known.sighting(name).raised for name in reached}
    there: set[str] = set()
    while True:
        possible = {
            name: [
                one
                for one in raised
                if not one.when or any(known.is_a(type_, one.when) for type_ in there)
            ]
            for name, raised in sighted.items()
        }
        now = {one.type for raised in possible.values() for one in raised}
        if now == there:
            return possible
        there = now

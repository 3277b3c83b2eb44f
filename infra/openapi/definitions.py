"""The definitions of the house's code by their dotted names, and what their names mean.

`music.data.catalogue.get` is a function, `music.domain.release.Release.changed` a method; imports
are followed to where a thing is defined.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from infra.openapi.problem_classes import Answer, problem_classes
from infra.openapi.sightings import Definition, House, Raised, Sighting, seen
from infra.openapi.sources import ROOT

CORE = "didit360"
_ALL = frozenset({"Exception", "BaseException"})


class Code:
    """The core layer and some products, as definitions by their dotted names."""

    def __init__(self, products: Iterable[str]) -> None:
        folders = {CORE: ROOT / "layers" / "core" / "python" / CORE}
        folders |= {name: ROOT / "functions" / name for name in products}
        self._trees = {
            _module(file, folder.parent): ast.parse(file.read_text())
            for folder in folders.values()
            for file in sorted(folder.rglob("*.py"))
        }
        self._imports = {name: dict(_imports(tree)) for name, tree in self._trees.items()}
        self.definitions: dict[str, Definition] = {}
        self._of: dict[str, str] = {}
        self._methods: dict[str, list[str]] = defaultdict(list)
        for module, tree in self._trees.items():
            for name, node in _definitions(tree):
                full = f"{module}.{name}"
                self.definitions[full] = node
                self._of[full] = module
                if "." in name:
                    self._methods[name.rpartition(".")[2]].append(full)
        self._bases = dict(self._exceptions())
        self.problems = problem_classes(
            self._classes(), self._bases, lambda name, text: self._constant(self._of[name], text)
        )
        self._sightings: dict[str, Sighting] = {}

    def resolve(self, module: str, text: str) -> str | None:
        """The definition that an expression of the module means, through its imports."""
        first, _, rest = text.partition(".")
        if f"{module}.{first}" in self.definitions:
            full = f"{module}.{first}"
        elif first in self._imports[module]:
            full = self._imports[module][first]
        else:
            return None
        return self._found(f"{full}.{rest}" if rest else full)

    def _found(self, full: str) -> str | None:
        if full in self.definitions:
            return full
        for module in (full[:at] for at, sign in enumerate(full) if sign == "."):
            if module in self._trees:
                rest = full.removeprefix(f"{module}.")
                name = rest.partition(".")[0]
                if name in self._imports[module] and f"{module}.{name}" not in self._trees:
                    return self.resolve(module, rest)
        # Something of a class that is no method, or of a value: the class or value itself.
        above = full.rpartition(".")[0]
        return self._found(above) if above and above not in self._trees else None

    def sighting(self, name: str) -> Sighting:
        if name not in self._sightings:
            module = self._of[name]
            house = House(
                resolve=lambda text: self.resolve(module, text),
                is_exception=lambda one: one in self._bases,
                member=lambda text: self._member(module, text),
                constant=lambda text: self._constant(module, text),
            )
            self._sightings[name] = seen(self.definitions[name], house)
        return self._sightings[name]

    def spoken(self, of: str) -> Iterable[str]:
        """The definitions that a mention may mean."""
        return self._methods[of[1:]] if of.startswith(".") else (of,)

    def is_a(self, type_: str, others: frozenset[str]) -> bool:
        """Whether an exception is one of the others, or derived from one."""
        todo = [type_]
        while todo:
            one = todo.pop()
            if one in others or not others.isdisjoint(_ALL):
                return True
            todo += self._bases.get(one, ())
        return False

    def answers(self, raised: Raised) -> Iterator[Answer]:
        """What is answered when this is raised; nothing for what is no problem."""
        problem = self.problems.get(raised.type)
        if problem is None:
            return
        says = raised.says or problem.says or self._instead_of(raised.when)
        members = tuple(sorted({*raised.members, *problem.members}))
        for code in raised.codes or (problem.code,):
            yield Answer(problem.status, code, says, members)

    def _instead_of(self, types: frozenset[str]) -> str:
        """The sentence of the exception that a problem is said in place of."""
        said = (
            one.says
            for name in self.definitions
            for one in self.sighting(name).raised
            if one.type in types and one.says
        )
        return next(said, "")

    def _classes(self) -> dict[str, ast.ClassDef]:
        return {
            name: node for name, node in self.definitions.items() if isinstance(node, ast.ClassDef)
        }

    def _exceptions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        known: dict[str, tuple[str, ...]] = {}
        bases = {
            name: tuple(
                self.resolve(self._of[name], ast.unparse(base)) or ast.unparse(base)
                for base in node.bases
            )
            for name, node in self._classes().items()
        }
        before = -1
        while len(known) > before:  # a class may stand before the one that it is derived from
            before = len(known)
            for name, of in bases.items():
                if any(one in known or one.endswith(("Exception", "Error")) for one in of):
                    known[name] = of
        yield from known.items()

    def _member(self, module: str, text: str) -> str | None:
        owner, _, name = text.rpartition(".")
        match self.definitions.get(self.resolve(module, owner) or ""):
            case ast.ClassDef(body=body):
                for statement in body:
                    match statement:
                        case ast.Assign(
                            targets=[ast.Name(id=target)], value=ast.Constant(value=str(value))
                        ) if target == name:
                            return value
        return None

    def _constant(self, module: str, text: str) -> str | None:
        match self.definitions.get(self.resolve(module, text) or ""):
            case (
                ast.Assign(value=ast.Constant(value=value))
                | ast.AnnAssign(value=ast.Constant(value=value))
            ) if isinstance(value, str | int):
                return str(value)
        return None


@cache
def code(*products: str) -> Code:
    return Code(products)


def _definitions(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node
            case ast.ClassDef(name=name, body=body):
                yield name, node
                for method in body:
                    if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield f"{name}.{method.name}", method
            case (
                ast.Assign(targets=[ast.Name(id=name)])
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr())
            ):
                yield name, node


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for one in names:
                    first = one.name.partition(".")[0]
                    yield one.asname or first, one.name if one.asname else first
            case ast.ImportFrom(module=str(module), names=names):
                for one in names:
                    yield one.asname or one.name, f"{module}.{one.name}"


def _module(file: Path, root: Path) -> str:
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

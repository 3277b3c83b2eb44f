"""What one definition of the code may raise by itself, and what it speaks of: read from its AST.

Whatever is named counts as called. A name that is a local variable is nobody else's, and of
`thing.method`, where the thing is a value, every class's method of that name is meant.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from infra.openapi.problem_classes import text_of
from infra.openapi.scopes import FUNCTIONS, Function, bound, passes_on

Definition = Function | ast.ClassDef | ast.Assign | ast.AnnAssign
_OWN_WORDS = ("code", "retry_after")
"""Of what a problem is made with: not members of its document."""


@dataclass(frozen=True)
class Raised:
    """A class that is raised; `codes` and members where they are said there and not by the class.

    `when`: the exceptions that it is said in place of, none if it needs no other.
    """

    type: str
    codes: tuple[str, ...] = ()
    says: str = ""
    members: tuple[str, ...] = ()
    when: frozenset[str] = frozenset()
    caught: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Spoken:
    """Another definition by its dotted name, or `.name` of a method of any class."""

    of: str
    caught: frozenset[str] = frozenset()


@dataclass
class Sighting:
    raised: list[Raised] = field(default_factory=list)
    spoken: set[Spoken] = field(default_factory=set)
    limits: set[str] = field(default_factory=set)
    """Those that `limits.spend` is told of."""

    roles: set[str] = field(default_factory=set)
    """Those of whom `must_be` asks for one."""


class UnknownCodeError(Exception):
    """A problem is made with a code that does not stand in the code as a text."""


@dataclass(frozen=True)
class House:
    """What a definition's names mean."""

    resolve: Callable[[str], str | None]
    """A dotted expression of the module -> what it is called in the house, if it is of it."""
    is_exception: Callable[[str], bool]
    member: Callable[[str], str | None]
    """`Why.FORGED` -> the text that it stands for."""

    constant: Callable[[str], str | None]
    """`MAX_SHARES` -> what it is."""


def seen(node: Definition, house: House) -> Sighting:
    """What the definition raises and speaks of."""
    reader = _Reader(house)
    reader.definition(node)
    return reader.found


class _Reader(ast.NodeVisitor):
    def __init__(self, house: House) -> None:
        self.found = Sighting()
        self._house = house
        self._local: list[set[str]] = []
        self._inside: list[ast.AST] = []
        self._caught: frozenset[str] = frozenset()
        self._when: frozenset[str] = frozenset()

    def definition(self, node: Definition) -> None:
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                self.visit(base)
            for statement in node.body:
                if not isinstance(statement, FUNCTIONS) or statement.name.startswith("__"):
                    self.visit(statement)
        elif isinstance(node, FUNCTIONS):
            self._function(node)
        else:
            self.visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: Function) -> None:
        for decorator in node.decorator_list:
            self.visit(decorator)
        for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(default)
        self._local.append(set(bound(node)))
        self._inside.append(node)
        for statement in node.body:
            self.visit(statement)
        self._inside.pop()
        self._local.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Try(self, node: ast.Try) -> None:
        types = [(handler, self._types(handler.type)) for handler in node.handlers]
        here = {one for handler, named in types if not passes_on(handler) for one in named}
        self._catching(node.body, here)
        for handler, named in types:
            before = self._when
            known = frozenset(named)
            # What is not the house's own may come from anywhere: then nothing has to be reached.
            self._when = known if all(map(self._house.is_exception, known)) else frozenset()
            for statement in handler.body:
                self.visit(statement)
            self._when = before
        for statement in (*node.orelse, *node.finalbody):
            self.visit(statement)

    def visit_With(self, node: ast.With) -> None:
        here: set[str] = set()
        for item in node.items:
            match item.context_expr:
                case ast.Call(func=ast.Name(id="suppress"), args=types):
                    here |= {one for type_ in types for one in self._types(type_)}
                case entered:
                    self.visit(entered)
        self._catching(node.body, here)

    def visit_Call(self, node: ast.Call) -> None:
        named = self._named(node.func)
        if named and self._house.is_exception(named):
            self._raise(named, node)
        else:
            self.visit(node.func)
        match node:
            case ast.Call(args=[ast.Constant(value=str(limit)), *_]) if (
                named == "didit360.limits.spend"
            ):
                self.found.limits.add(limit)
            case ast.Call(func=ast.Attribute(attr="must_be"), args=roles):
                self.found.roles.update(text for role in roles for text in self._texts(role))
        for argument in (*node.args, *(word.value for word in node.keywords)):
            self.visit(argument)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._speak(self._named(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        named = self._named(node)
        if named is not None:
            self._speak(named)
        else:
            self.visit(node.value)
        if named is None or named.rpartition(".")[2] != node.attr:  # a method of what is named
            self.found.spoken.add(Spoken(f".{node.attr}", self._caught))

    def visit_Raise(self, node: ast.Raise) -> None:
        match node.exc:
            case ast.IfExp(test=test, body=one, orelse=other):
                raised: list[ast.expr] = [one, other]
                self.visit(test)
            case None:
                return
            case one:
                raised = [one]
        for one in raised:
            named = None if isinstance(one, ast.Call) else self._named(one)
            if named and self._house.is_exception(named):
                self._raise(named, None)
            else:
                self.visit(one)

    def _speak(self, named: str | None) -> None:
        """An exception that is only handed on, to be told apart, is not raised."""
        if named and not self._house.is_exception(named):
            self.found.spoken.add(Spoken(named, self._caught))

    def _raise(self, named: str, call: ast.Call | None) -> None:
        words = {word.arg: word.value for word in call.keywords if word.arg} if call else {}
        codes = tuple(self._texts(words["code"])) if "code" in words else ()
        if "code" in words and not codes:
            raise UnknownCodeError(f"{named}: {ast.unparse(words['code'])}")
        self.found.raised.append(
            Raised(
                named,
                codes=codes,
                says=self._sentence(call.args) if call else "",
                members=tuple(sorted(words.keys() - set(_OWN_WORDS))),
                when=self._when,
                caught=self._caught,
            )
        )

    def _catching(self, body: Iterable[ast.stmt], types: Iterable[str]) -> None:
        before, self._caught = self._caught, self._caught | frozenset(types)
        for statement in body:
            self.visit(statement)
        self._caught = before

    def _types(self, node: ast.expr | None) -> list[str]:
        match node:
            case ast.Tuple(elts=types):
                return [one for type_ in types for one in self._types(type_)]
            case None:
                return ["Exception"]
        return [self._named(node) or ast.unparse(node)]

    def _named(self, node: ast.expr) -> str | None:
        """The house's name of what an expression speaks of, None of values."""
        text = ast.unparse(node)
        first = text.partition(".")[0]
        if not text.replace(".", "").replace("_", "").isalnum() or any(
            first in scope for scope in self._local
        ):
            return None
        return self._house.resolve(text)

    def _texts(self, node: ast.expr) -> Iterator[str]:
        """The texts that an expression may be."""
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.IfExp(body=one, orelse=other):
                yield from self._texts(one)
                yield from self._texts(other)
            case ast.Attribute():
                member = self._house.member(ast.unparse(node))
                yield from [] if member is None else [member]
            case ast.Name(id=name):
                for value in self._assigned(name):
                    yield from self._texts(value)

    def _assigned(self, name: str) -> list[ast.expr]:
        return [
            node.value
            for scope in self._inside[-1:]
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
        ]

    def _sentence(self, args: list[ast.expr]) -> str:
        match args:
            case [ast.Name(id=name, lineno=line), *_]:
                before = [value for value in self._assigned(name) if value.lineno < line]
                nearest = max(before, key=lambda value: value.lineno, default=None)
                return text_of(nearest, self._house.constant) if nearest else ""
            case [first, *_]:
                return text_of(first, self._house.constant)
        return ""

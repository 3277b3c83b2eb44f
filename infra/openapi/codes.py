"""The codes of problems, read from where the code raises them: status, code, sentence."""

import ast
from http import HTTPStatus

from infra.openapi.sources import ROOT

Codes = dict[str, tuple[int | None, str]]
"""code -> (status, a sentence that goes with it)."""

_CORE = ROOT / "layers" / "core" / "python" / "didit360"


def found(products: list[str]) -> Codes:
    """Every code that the core layer and these products name."""
    folders = [_CORE, *(ROOT / "functions" / product for product in products)]
    trees = [
        ast.parse(file.read_text()) for folder in folders for file in sorted(folder.rglob("*.py"))
    ]
    classes = _classes(trees)
    known: Codes = {code: (status, "") for status, code in classes.values() if code}
    for tree in trees:
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args) if name in classes:
                    status, code = classes[name]
                    code = _keyword(node, "code") or code
                    if code and not known.get(code, (None, ""))[1]:
                        known[code] = (status, _sentence(args, tree, node.lineno))
                case _:
                    pass
    return dict(sorted(known.items(), key=lambda item: (item[1][0] or 0, item[0])))


def table(known: Codes) -> str:
    """The codes as Markdown."""
    lines = ["| status | code | such as |", "|---|---|---|"]
    lines += [f"| {status or ''} | `{code}` | {said} |" for code, (status, said) in known.items()]
    return "Problems are of the type `urn:didit360:problem:<code>`:\n\n" + "\n".join(lines)


def _classes(trees: list[ast.Module]) -> dict[str, tuple[int | None, str | None]]:
    """Problem and what is derived from it: name -> its status and its own code."""
    known: dict[str, tuple[int | None, str | None]] = {"Problem": (400, "bad-request")}
    definitions = [
        node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    for _ in range(3):  # a class may stand before the one that it is derived from
        for node in definitions:
            bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            base = next((name for name in bases if name in known), None)
            if base is not None:
                known[node.name] = _said(node, known[base])
    return known


def _said(
    node: ast.ClassDef, inherited: tuple[int | None, str | None]
) -> tuple[int | None, str | None]:
    status, code = inherited
    for statement in node.body:
        if not isinstance(statement, ast.Assign):
            continue
        names, values = statement.targets[0], statement.value
        pairs = (
            zip(names.elts, values.elts, strict=True)
            if isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple)
            else [(names, values)]
        )
        for name, value in pairs:
            if ast.unparse(name) == "status":
                status = int(HTTPStatus[ast.unparse(value).rpartition(".")[2]])
            elif ast.unparse(name) == "code" and isinstance(value, ast.Constant):
                code = str(value.value)
    return status, code


def _keyword(node: ast.Call, name: str) -> str | None:
    for word in node.keywords:
        if word.arg == name and isinstance(word.value, ast.Constant):
            return str(word.value.value)
    return None


def _sentence(args: list[ast.expr], tree: ast.Module, line: int) -> str:
    match args:
        case [ast.Constant(value=str(text)), *_]:
            return text.replace("|", "\\|")
        case [ast.JoinedStr(values=parts), *_]:
            said = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts]
            return "".join(said).replace("|", "\\|")
        case [ast.Name(id=name), *_]:
            assigned = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign)
                and ast.unparse(node.targets[0]) == name
                and node.lineno < line
            ]
            nearest = max(assigned, key=lambda node: node.lineno, default=None)
            return _sentence([nearest.value], tree, line) if nearest else ""
    return ""

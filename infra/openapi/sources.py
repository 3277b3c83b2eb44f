"""Where the documents' facts stand: operations, which of them are public, what ids look like."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FUNCTIONS = ROOT / "functions"
_STACKS = ROOT / "infra" / "cdk" / "stacks"


def operations(product: str) -> list[str]:
    """The modules of a product's operations, in order of their names."""
    folder = _FUNCTIONS / product / "api"
    return [
        f"{product}.api.{path.stem}"
        for path in sorted(folder.glob("*.py"))
        if "app.handler" in path.read_text()
    ]


def products() -> list[str]:
    found = _FUNCTIONS.glob("*/api")
    return sorted(path.parent.name for path in found if operations(path.parent.name))


def public_operations(product: str) -> set[str]:
    """Names that the product's stacks give to everybody: `.operation("x", public=True)`."""
    return {
        name
        for file in sorted(_STACKS.glob(f"{product}*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if (name := _public(node)) is not None
    }


def _public(node: ast.AST) -> str | None:
    match node:
        case ast.Call(
            func=ast.Attribute(attr="operation"),
            args=[ast.Constant(value=str(name)), *_],
            keywords=keywords,
        ) if any(
            word.arg == "public"
            and isinstance(word.value, ast.Constant)
            and word.value.value is True
            for word in keywords
        ):
            return name
    return None


def id_prefixes(product: str) -> dict[str, set[str]]:
    """What a parameter's id may begin with, as the code asks: `is_id(track_id, "trk")`."""
    found: dict[str, set[str]] = {}
    for file in sorted((_FUNCTIONS / product).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Name(id="is_id") | ast.Attribute(attr="is_id"),
                    args=[ast.Name(id=name), ast.Constant(value=str(prefix))],
                ):
                    found.setdefault(name, set()).add(prefix)
    return found

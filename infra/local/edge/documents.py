"""Shows the products' OpenAPI documents as one page that needs no script and no network."""

import json
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

_METHODS = ("get", "post", "put", "patch", "delete")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Didit360 API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/page/style.css"></head>
<body class="documents"><header class="bar"><a class="brand" href="/">Didit360</a>
<nav>{nav}</nav></header><main>{body}</main></body></html>"""
_OF_ALL = ("openapi", "landed")
"""The products' documents in one, now and as it landed last: served, not shown again."""

_NOTHING = "<p>No documents yet: <code>make docs</code> writes them to docs/api.</p>"


def add_to(app: web.Application, folder: Path) -> None:
    """Add `/docs` and `/docs/{product}.json`, read from `folder` at each request."""

    async def page(_: web.Request) -> web.Response:
        shown = [path for path in _files(folder) if path.stem not in _OF_ALL]
        html = render({path.stem: json.loads(path.read_text()) for path in shown})
        return web.Response(text=html, content_type="text/html", headers=_HEADERS)

    async def document(request: web.Request) -> web.Response:
        found = {path.stem: path for path in _files(folder)}.get(request.match_info["product"])
        if found is None:
            raise web.HTTPNotFound
        body = found.read_bytes()
        return web.Response(body=body, content_type="application/json", headers=_HEADERS)

    app.router.add_get("/docs", page)
    app.router.add_get("/docs/{product:[a-z]+}.json", document)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def render(documents: dict[str, dict[str, Any]]) -> str:
    """The page for `documents`, by product."""
    nav = " ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in documents)
    body = "".join(_product(name, document) for name, document in documents.items())
    return _PAGE.format(nav=nav, body=body or _NOTHING)


def _product(name: str, document: dict[str, Any]) -> str:
    info = document.get("info", {})
    title = f"{info.get('title', name)} {info.get('version', '')}"
    operations = "".join(
        _operation(f"/{name}{path}", method, item, document)
        for path, methods in sorted(document.get("paths", {}).items())
        for method, item in methods.items()
        if method in _METHODS
    )
    schemas = document.get("components", {}).get("schemas", {})
    shapes = "".join(_block(key, shape, f"{name}-{key}") for key, shape in sorted(schemas.items()))
    about, _, more = (info.get("description") or "").partition("\n\n")
    problems = f"<details><summary>Problems</summary><pre>{escape(more)}</pre></details>"
    return (
        f'<section id="{escape(name)}"><h1>{escape(title.strip())}</h1>'
        f'<p>{escape(about)} <a href="/docs/{escape(name)}.json">OpenAPI JSON</a>, '
        f'<a href="/docs/openapi.json">of all products</a></p>'
        f"{operations}{problems if more else ''}"
        f"<h2>Shapes</h2>{shapes}</section>"
    )


def _operation(path: str, method: str, item: dict[str, Any], document: dict[str, Any]) -> str:
    parameters = "".join(
        f"<li><code>{escape(p.get('name', ''))}</code> in {escape(p.get('in', ''))}"
        f"{' (required)' if p.get('required') else ''} {escape(p.get('description') or '')}</li>"
        for p in item.get("parameters", ())
    )
    answers = "".join(
        f"<li><code>{escape(status)}</code> {escape(_described(answer, document))}</li>"
        for status, answer in item.get("responses", {}).items()
    )
    body = _block("Request body", item["requestBody"], "") if "requestBody" in item else ""
    return (
        f'<details class="operation {method}"><summary><b>{method.upper()}</b> '
        f"<code>{escape(path)}</code> <span>{escape(item.get('summary') or '')}</span></summary>"
        f"<p>{escape(item.get('description') or '')}</p>"
        f"{f'<h3>Parameters</h3><ul>{parameters}</ul>' if parameters else ''}{body}"
        f"<h3>Answers</h3><ul>{answers}</ul></details>"
    )


def _described(answer: dict[str, Any], document: dict[str, Any]) -> str:
    name = answer.get("$ref", "").rpartition("/")[2]
    known = document.get("components", {}).get("responses", {})
    return str(known.get(name, answer).get("description") or "")


def _block(title: str, value: object, anchor: str) -> str:
    identity = f' id="{escape(anchor)}"' if anchor else ""
    text = escape(json.dumps(value, indent=2))
    return f"<details{identity}><summary>{escape(title)}</summary><pre>{text}</pre></details>"

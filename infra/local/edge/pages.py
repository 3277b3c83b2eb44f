"""Serves the page that is the window for people: static files under a strict content policy."""

from pathlib import Path

from aiohttp import web
from yarl import URL

from infra.local.edge.settings import NotDeployedError, Settings

_PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


def add_to(app: web.Application, settings: Settings) -> None:
    """Add `/`, the page's own files and hls.js; a file that is not listed here is not served."""
    policy = _headers(settings.endpoint)
    hls = settings.root / "node_modules" / "hls.js" / "dist" / "hls.min.mjs"

    async def index(request: web.Request) -> web.StreamResponse:
        _to_own_name(request, settings)
        return _file(_PAGE / "index.html", policy)

    async def part(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in {path.name for path in _PAGE.iterdir()}:
            raise web.HTTPNotFound
        return _file(_PAGE / name, policy)

    async def vendor(_: web.Request) -> web.StreamResponse:
        if not hls.is_file():
            raise web.HTTPNotFound
        return _file(hls, policy)

    app.router.add_get("/", index)
    app.router.add_get("/page/{name}", part)
    app.router.add_get("/vendor/hls.js", vendor)


def _to_own_name(request: web.Request, settings: Settings) -> None:
    # Cookies belong to one host name: a visitor by another (localhost) is sent to the grant's.
    try:
        public = URL(settings.outputs().public_url)
    except NotDeployedError:
        return
    if request.host != public.authority and public.host == "127.0.0.1":
        raise web.HTTPTemporaryRedirect(f"{public.origin()}/")


def _file(path: Path, headers: dict[str, str]) -> web.FileResponse:
    kind = _TYPES.get(path.suffix, "text/javascript" if path.suffix == ".mjs" else "")
    response = web.FileResponse(path, headers=headers)
    response.content_type = kind or "application/octet-stream"
    if kind.startswith("text/"):
        response.charset = "utf-8"
    return response


def _headers(storage: str) -> dict[str, str]:
    # Uploads go straight to S3, which on this machine is the engine.
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"media-src 'self' blob:; connect-src 'self' {storage}; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-cache",
    }

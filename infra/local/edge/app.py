"""Puts the edge's routes together: page, documents, products, media, pictures."""

from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web

from infra.local.edge import documents, gateway, media, pages
from infra.local.edge.attempts import Attempts
from infra.local.edge.keys import Fetch, TrustedKeys, from_parameters
from infra.local.edge.problems import problem
from infra.local.edge.settings import NotDeployedError, Settings

_ENGINE = web.AppKey("engine", ClientSession)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(settings: Settings, fetch_key: Fetch | None = None) -> web.Application:
    """The edge as an application; `fetch_key` replaces the parameter store in tests."""
    app = web.Application(middlewares=[_problems], client_max_size=gateway.LIMIT)
    edge = _Edge(settings, fetch_key)
    app.cleanup_ctx.append(_engine)
    app.router.add_get("/healthz", edge.health)
    app.router.add_get("/config.json", edge.config)
    app.router.add_post("/cognito/", edge.cognito)
    app.router.add_route("*", "/media/{key:.*}", edge.media)
    app.router.add_route("*", "/images/{key:.*}", edge.image)
    documents.add_to(app, settings.root / "docs" / "api")
    pages.add_to(app, settings)
    # Last: a product's name is known only from the outputs.
    app.router.add_route("*", "/{product:[a-z]+}", edge.product)
    app.router.add_route("*", "/{product:[a-z]+}/{rest:.*}", edge.product)
    return app


class _Edge:
    def __init__(self, settings: Settings, fetch_key: Fetch | None) -> None:
        self.settings = settings
        stage = settings.stage
        self.attempts = gateway.Limits(
            mails=Attempts(stage.mails_per_5_minutes * stage.limits_times),
            sign_ins=Attempts(stage.sign_ins_per_5_minutes * stage.limits_times),
        )
        self.keys = TrustedKeys(fetch_key or self._look_up)

    def _look_up(self, name: str) -> bytes | None:
        # Made on the first use: the SDK's import must not delay the first page.
        self.keys.fetch = from_parameters(self.settings.endpoint, self.settings.outputs().region)
        return self.keys.fetch(name)

    async def health(self, _: web.Request) -> web.Response:
        self.settings.outputs()
        return web.json_response({"status": "ok"})

    async def config(self, _: web.Request) -> web.Response:
        outputs = self.settings.outputs()
        known = {"region": outputs.region, "client_id": outputs.client_id, "demo": outputs.demo}
        return web.json_response(known, headers={"Cache-Control": "no-store"})

    async def cognito(self, request: web.Request) -> web.StreamResponse:
        engine, endpoint = request.app[_ENGINE], self.settings.endpoint
        return await gateway.to_cognito(request, engine, endpoint, self.attempts)

    async def media(self, request: web.Request) -> web.StreamResponse:
        outputs = self.settings.outputs()
        engine = request.app[_ENGINE]
        return await media.serve(request, engine, self.settings.endpoint, outputs, self.keys)

    async def image(self, request: web.Request) -> web.StreamResponse:
        outputs = self.settings.outputs()
        return await media.serve_image(
            request, request.app[_ENGINE], self.settings.endpoint, outputs
        )

    async def product(self, request: web.Request) -> web.StreamResponse:
        api = self.settings.outputs().apis.get(request.match_info["product"])
        if api is None:
            return problem(HTTPStatus.NOT_FOUND, "There is nothing at this path.")
        engine = request.app[_ENGINE]
        return await gateway.to_product(request, engine, self.settings.endpoint, api.id, api.stage)


async def _engine(app: web.Application) -> AsyncIterator[None]:
    # A stored upload or a cold function may take its time; a dead engine shows at connect.
    timeout = ClientTimeout(total=None, sock_connect=5, sock_read=60)
    async with ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=30),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        timeout=timeout,
        skip_auto_headers=["User-Agent", "Accept", "Accept-Encoding", "Content-Type"],
    ) as session:
        app[_ENGINE] = session
        yield


@web.middleware
async def _problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except NotDeployedError as missing:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(missing), headers={"Retry-After": "1"})
    except web.HTTPRedirection:
        raise
    except web.HTTPMethodNotAllowed as error:
        allow = {"Allow": error.headers["Allow"]}
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, "Not with this method.", headers=allow)
    except web.HTTPException as error:
        status = HTTPStatus(error.status)
        detail = "There is nothing at this path." if status == 404 else status.phrase
        return problem(status, detail)

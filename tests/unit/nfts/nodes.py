"""A node that answers JSON-RPC over HTTP as a test has it answer."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.serving import serving

SECRET = "v3-0123456789abcdef"
CHAIN_ID = 31337


@dataclass
class Scripted:
    """`answers` by method: a result, or an error as {"error": {...}}; `fails` before all else."""

    answers: dict[str, Any] = field(default_factory=dict)
    chain_id: int = CHAIN_ID
    fails: str = ""
    """"500", "429", "text", "array", "hang", "redirect", "close", or nothing."""
    asked: list[str] = field(default_factory=list)
    parameters: list[Any] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        said = json.loads(await request.text())
        self.asked.append(said["method"])
        self.parameters.append(said["params"])
        match self.fails:
            case "500" | "429" | "401":
                return web.json_response({"error": "no"}, status=int(self.fails))
            case "text":
                return web.Response(text="<html>")
            case "array":
                return web.json_response([1])
            case "redirect":
                raise web.HTTPTemporaryRedirect("/elsewhere")
            case "hang":
                await asyncio.sleep(5)
            case "close" if request.transport:
                request.transport.close()
        if said["method"] == "eth_chainId":
            return web.json_response({"id": 1, "result": hex(self.chain_id)})
        found = self.answers.get(said["method"])
        if callable(found):
            found = found(*said["params"])
        if isinstance(found, dict) and "error" in found:
            return web.json_response({"id": 1, **found})
        return web.json_response({"id": 1, "result": found})


@contextmanager
def node(**said: Any) -> Iterator[Scripted]:
    """One that listens; its address holds a provider's key."""
    scripted = Scripted(**said)
    app = web.Application()
    app.router.add_post(f"/{SECRET}", scripted.answer)
    with serving(app) as url:
        scripted.url = f"{url}/{SECRET}"
        yield scripted

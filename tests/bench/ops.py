"""What accounts and music answer through the local gateway, over an operation that does nothing."""

import asyncio
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector

from infra.local import tune
from infra.local.bootstrap.archive import working_tree_zip
from infra.local.deploy.code import BUCKET, PATHS, ROOT, upload
from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from tests.bench.measure import Ratio, in_turn
from tests.house import Person, wait_until
from tests.stack.journeys import made

ROUNDS = {1: 2, 16: 2}
"""How often a run walks through the operations, by how many people ask at once."""
ENVIRONMENTS = 3
"""Of one function, at most: made ahead of what is measured, a few at a time. People who come all at
once to functions that nobody has asked make some hundred start together, and are not answered."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: Any = None


def prepared(house: LocalStack, folder: Path) -> tuple[Person, list[Request]]:
    """A person to ask for, and what they ask: reads and writes of both products."""
    account = sign_up(house, "ops@didit360.example", house.secret("bench"), "fan", "artist")
    person = Person(house, account)
    file = folder / "tune.wav"
    tune.write(file)
    track = made(person, file, title="Nordlys")["id"]
    me = _done(person, "GET", "/accounts/me")
    playlist = _done(person, "POST", "/music/playlists", {"title": "For the road"})["id"]
    _done(person, "POST", f"/music/playlists/{playlist}/entries", {"tracks": [track]})
    release = _done(person, "POST", "/music/releases", {"title": "North", "type": "single"})["id"]
    return person, [
        Request("GET", "/accounts/me"),
        Request("GET", f"/accounts/me/people/{me['handle']}"),
        Request("GET", f"/accounts/people/{me['handle']}/followers"),
        Request("GET", f"/music/tracks/{track}"),
        Request("GET", "/music/tracks"),
        Request("GET", f"/music/releases/{release}"),
        Request("GET", f"/music/artists/{me['id']}"),
        Request("GET", "/music/me/playlists"),
        Request("GET", f"/music/playlists/{playlist}"),
        Request("GET", f"/music/playlists/{playlist}/entries"),
        Request("PUT", f"/music/me/likes/{track}"),
        Request("GET", "/music/me/likes"),
        Request("GET", "/music/me/history"),
        Request("PUT", f"/music/me/resume/{track}", {"position_ms": 1000, "device": "bench"}),
        Request("GET", "/music/trending"),
        Request("GET", "/music/search?q=nordlis"),
        Request("GET", "/music/suggest?q=nord"),
        Request("POST", f"/music/tracks/{track}/playback"),
    ]


def _done(person: Person, method: str, path: str, body: Any = None) -> dict[str, Any]:
    answer = person.call(method, path, body)
    if not answer.ok:
        raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
    found: dict[str, Any] = answer.json()
    return found


def empty_operation(house: LocalStack) -> Request:
    """Put the empty operation beside get_me, in this house alone: same gateway, same authorizer."""
    functions, gateway = house.client("lambda"), house.client("apigateway")
    like = functions.get_function_configuration(
        FunctionName=house.outputs["functions"]["get_me"]["id"]
    )
    zipped = working_tree_zip(Path(sys.executable), [*PATHS, ROOT])
    arn = functions.create_function(
        FunctionName="empty",
        Runtime=like["Runtime"],
        Handler="tests.bench.empty.handler",
        Role=like["Role"],
        Code={"S3Bucket": BUCKET, "S3Key": upload(house.client("s3"), zipped)},
        Environment={"Variables": like["Environment"]["Variables"]},
        MemorySize=like["MemorySize"],
        Timeout=like["Timeout"],
    )["FunctionArn"]
    api, stage = house.outputs["apis"]["accounts"]["id"], house.outputs["apis"]["accounts"]["stage"]
    resources = {one["path"]: one for one in gateway.get_resources(restApiId=api)["items"]}
    mine = gateway.get_method(restApiId=api, resourceId=resources["/me"]["id"], httpMethod="GET")
    resource = gateway.create_resource(
        restApiId=api, parentId=resources["/"]["id"], pathPart="empty"
    )["id"]
    where = {"restApiId": api, "resourceId": resource, "httpMethod": "GET"}
    gateway.put_method(
        **where,
        authorizationType=mine["authorizationType"],
        authorizerId=mine["authorizerId"],
    )
    region = house.outputs["region"]
    uri = f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    functions.add_permission(
        FunctionName="empty",
        StatementId="gateway",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )
    gateway.create_deployment(restApiId=api, stageName=stage)
    return Request("GET", "/accounts/empty")


def unthrottle(house: LocalStack) -> None:
    """Let one method of this house have as much as many people ask of many."""
    gateway = house.client("apigateway")
    for api in house.outputs["apis"].values():
        where = {"restApiId": api["id"], "stageName": api["stage"]}
        for method in gateway.get_stage(**where)["methodSettings"]:
            most = [
                {"op": "replace", "path": f"/{method}/throttling/{bound}", "value": "5000"}
                for bound in ("rateLimit", "burstLimit")
            ]
            gateway.update_stage(**where, patchOperations=most)


async def _ask(
    person: Person, requests: list[Request], at_once: int, rounds: int, environments: int
) -> float:
    """Seconds for each request, while `at_once` people walk through them, each from another one.

    Nobody asks an operation that `environments` people are asking already.
    """
    shift = itertools.count()
    doors = {request.path: asyncio.Semaphore(environments) for request in requests}

    async def walk(session: ClientSession) -> None:
        begin = next(shift) % len(requests)
        for request in [*requests[begin:], *requests[:begin]]:
            async with doors[request.path]:
                await _one(session, person, request)

    async with _session(person, at_once) as session:
        start = time.monotonic()
        for _ in range(rounds):
            await asyncio.gather(*(walk(session) for _ in range(at_once)))
        return (time.monotonic() - start) / (rounds * at_once * len(requests))


async def _warm(person: Person, request: Request, environments: int) -> None:
    """Have as many environments of the operation's function as will be asked at once."""
    async with _session(person, environments) as session:
        for at_once in [*range(1, environments + 1), environments]:
            await asyncio.gather(*(_one(session, person, request) for _ in range(at_once)))


def _session(person: Person, at_once: int) -> ClientSession:
    headers = {"Authorization": f"Bearer {person.account.id_token}"}
    return ClientSession(headers=headers, connector=TCPConnector(limit=at_once))


async def _one(session: ClientSession, person: Person, request: Request) -> None:
    url = f"{person.house.url}{request.path}"
    async with session.request(request.method, url, json=request.body) as answer:
        text = await answer.text()
        if answer.status >= 300:
            raise RuntimeError(f"{request}: {answer.status} {text[:300]}")


def measured(house: LocalStack, folder: Path, runs: int) -> Iterator[Ratio]:
    """[ops_c1, ops_c16] the mean time of an operation of these products over the empty one's."""
    person, requests = prepared(house, folder)
    nothing = empty_operation(house)
    unthrottle(house)
    wait_until(lambda: person.call("GET", nothing.path).ok or None, what="the empty operation")
    most = max(ROUNDS)

    async def warm() -> None:
        for request in requests:
            await _warm(person, request, ENVIRONMENTS)
        await _warm(person, nothing, most)

    asyncio.run(warm())
    for at_once, rounds in ROUNDS.items():

        def ours(at_once: int = at_once, rounds: int = rounds) -> float:
            return asyncio.run(_ask(person, requests, at_once, rounds, ENVIRONMENTS))

        def other(at_once: int = at_once, rounds: int = rounds) -> float:
            same = [nothing] * len(requests)
            return asyncio.run(_ask(person, same, at_once, rounds, most))

        yield in_turn(
            f"ops_c{at_once}",
            f"wall time of {len(requests)} warm operations of accounts and music through edge and "
            f"gateway, {at_once} at once / an operation that only says who is asking",
            ours,
            other,
            runs=runs,
        )


def run(runs: int = 7) -> list[Ratio]:
    """Both, on a house of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with LocalStack(folder / "ops", Ports.free()) as house:
            return list(measured(house, folder, runs))


if __name__ == "__main__":
    for result in run():
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")

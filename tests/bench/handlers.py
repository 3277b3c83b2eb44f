"""What our wrapper costs a request, and what importing a function costs a cold start."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from tests.bench.measure import Ratio, in_turn

CALLS = 500
RUNS = 15


def event() -> dict[str, Any]:
    """A GET as API Gateway hands it to a function."""
    return {
        "resource": "/empty",
        "path": "/empty",
        "httpMethod": "GET",
        "headers": {"accept": "application/json", "host": "api.example"},
        "multiValueHeaders": {"accept": ["application/json"], "host": ["api.example"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "requestId": "request",
            "stage": "music",
            "path": "/music/empty",
            "httpMethod": "GET",
            "resourcePath": "/empty",
            "identity": {"sourceIp": "192.0.2.1"},
            "authorizer": {"claims": {"sub": "1", "token_use": "id"}},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def ours() -> Callable[[dict[str, Any], Any], Any]:
    from didit360.http import api

    app = api()

    @app.get("/empty")
    def empty() -> dict[str, str]:
        return {}

    return app.handler


def powertools() -> Callable[[dict[str, Any], Any], Any]:
    from aws_lambda_powertools.event_handler import APIGatewayRestResolver

    app = APIGatewayRestResolver(enable_validation=True)

    @app.get("/empty")
    def empty() -> dict[str, str]:
        return {}

    return app.resolve


def mangum() -> Callable[[dict[str, Any], Any], Any]:
    from fastapi import FastAPI
    from mangum import Mangum

    app = FastAPI()

    @app.get("/empty")
    def empty() -> dict[str, str]:
        return {}

    handler: Callable[[dict[str, Any], Any], Any] = Mangum(app, lifespan="off")
    return handler


class Context:
    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:function"
    aws_request_id = "request"


def timed(handler: Callable[[dict[str, Any], Any], Any]) -> Callable[[], float]:
    def run() -> float:
        events = [event() for _ in range(CALLS)]
        start = time.process_time()
        for one in events:
            handler(one, Context())
        return time.process_time() - start

    assert handler(event(), Context())["statusCode"] == 200
    return run


def wrappers() -> list[Ratio]:
    """[api_over_powertools, api_over_mangum]: CPU of a warm, empty operation."""
    os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "music")
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        mine = timed(ours())
        return [
            in_turn(
                "api_over_powertools",
                "CPU of a warm empty operation, api() / Powertools' resolver",
                mine,
                timed(powertools()),
                runs=RUNS,
                limit=2,
            ),
            in_turn(
                "api_over_mangum",
                "CPU of a warm empty operation, api() / FastAPI + Mangum",
                mine,
                timed(mangum()),
                runs=RUNS,
                limit=0.33,
            ),
        ]


RESOLVER = """
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
APIGatewayRestResolver(enable_validation=True)
"""


def import_cpu(code: str) -> float:
    """CPU seconds of an interpreter that runs `code`, above one that runs nothing."""

    def spent(script: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", script], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return max(spent(code) - spent("pass"), 1e-9)


def imports() -> tuple[Ratio, list[tuple[str, float]]]:
    """[import_worst], and every API function's ratio, worst first."""
    from infra.openapi import operations, products

    names = [name for product in products() for name in operations(product)]
    base = min(import_cpu(RESOLVER) for _ in range(3))
    table = sorted(
        ((name, min(import_cpu(f"import {name}") for _ in range(3)) / base) for name in names),
        key=lambda row: -row[1],
    )
    worst = table[0][0]
    ratio = in_turn(
        "import_worst",
        f"CPU to import {worst} / Powertools' resolver with validation",
        lambda: import_cpu(f"import {worst}"),
        lambda: import_cpu(RESOLVER),
        runs=7,
        limit=1.5,
    )
    return ratio, table


if __name__ == "__main__":
    for result in [*wrappers(), imports()[0]]:
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")

"""Runs the edge: `python -m infra.local.edge --port P --endpoint ENGINE_URL --outputs FILE`."""

import argparse
import json
import logging
from pathlib import Path

from aiohttp import web

from infra.local.edge.app import build
from infra.local.edge.gateway import LONGEST_PATH
from infra.local.edge.settings import Settings

_ROOT = Path(__file__).resolve().parents[3]


def main() -> None:
    """Serve until SIGTERM or SIGINT; says on stdout, in one line of JSON, where it listens."""
    parser = argparse.ArgumentParser(prog="infra.local.edge", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--endpoint", required=True, help="the AWS engine's URL")
    parser.add_argument("--outputs", type=Path, required=True, help="the stack's outputs, JSON")
    options = parser.parse_args()
    url = f"http://127.0.0.1:{options.port}"
    settings = Settings(options.endpoint.rstrip("/"), options.outputs, url, _ROOT)
    logging.basicConfig(level=logging.WARNING)
    web.run_app(
        build(settings),
        host="127.0.0.1",
        port=options.port,
        print=lambda *_: print(json.dumps({"listening": url}), flush=True),
        access_log=None,
        shutdown_timeout=2,
        # More than is let through: what is too long gets an answer of the API's own kind.
        max_line_size=8 * LONGEST_PATH,
    )


if __name__ == "__main__":
    main()

"""Run one Lambda function with AWS's own Runtime Interface Client, as `bootstrap` starts it.

Prints the START, END and REPORT lines that the Lambda service prints around an invocation: people
look for them in the log, and the engine does not wait for the output of a function that printed.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

_STARTED = time.perf_counter()
_STATUS = Path("/proc/self/status")


def _code_paths() -> list[str]:
    """Code, then layers: a layer's packages are in its `python` folder."""
    layers = [f"{folder}/python" for folder in os.environ.get("DIDIT360_LAYERS", "").split(":")]
    code, *runtime = os.environ["DIDIT360_CODE"].split(":")
    return [code, *(layers if "DIDIT360_LAYERS" in os.environ else ()), *runtime]


# In place of this file's folder, which Python puts first.
sys.path[0:1] = _code_paths()

from awslambdaric import bootstrap  # noqa: E402
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient  # noqa: E402


class ReportingClient:
    """The Runtime API client, reporting each invocation as Lambda does."""

    def __init__(self, address: str) -> None:
        self._client = LambdaRuntimeClient(address)
        self._began = 0.0
        self._request = ""
        self._init_ms: float | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def wait_next_invocation(self) -> Any:
        if self._init_ms is None:
            self._init_ms = (time.perf_counter() - _STARTED) * 1000
        request = self._client.wait_next_invocation()
        self._request = request.invoke_id
        version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        sys.stdout.write(f"START RequestId: {self._request} Version: {version}\n")
        self._began = time.perf_counter()
        return request

    def post_invocation_result(self, *args: Any, **kwargs: Any) -> None:
        self._report()
        self._client.post_invocation_result(*args, **kwargs)

    def post_invocation_error(self, *args: Any, **kwargs: Any) -> None:
        self._report()
        self._client.post_invocation_error(*args, **kwargs)

    def _report(self) -> None:
        took = (time.perf_counter() - self._began) * 1000
        size = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        init = f"\tInit Duration: {self._init_ms:.2f} ms" if self._init_ms else ""
        self._init_ms = 0
        # One write: the engine stops reading the log after a short silence.
        sys.stdout.write(
            f"END RequestId: {self._request}\n"
            f"REPORT RequestId: {self._request}\tDuration: {took:.2f} ms\t"
            f"Billed Duration: {int(took) + 1} ms\tMemory Size: {size} MB\t"
            f"Max Memory Used: {_peak_mb()} MB{init}\n"
        )


def _peak_mb() -> int:
    """The most memory that this process has held, in MB."""
    if _STATUS.exists():
        # getrusage would tell of the engine, which this process was forked from.
        line = next(x for x in _STATUS.read_text().splitlines() if x.startswith("VmHWM:"))
        return int(line.split()[1]) // 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20


if __name__ == "__main__":
    bootstrap.run(os.environ["_HANDLER"], ReportingClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))

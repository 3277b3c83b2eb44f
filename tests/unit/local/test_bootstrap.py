"""Functions run through AWS's own runtime client, and tell what Lambda tells."""

import io
import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from infra.local.bootstrap.archive import packaged_zip, working_tree_zip
from infra.local.deploy.code import lambda_runtime

FUNCTION = """
class Rejected(Exception):
    pass

def handler(event, context):
    print("said")
    if event.get("refuse"):
        raise Rejected("no streams")
    return {"echo": event, "left": context.get_remaining_time_in_millis() > 0}
"""


class RuntimeApi(BaseHTTPRequestHandler):
    """The Lambda Runtime API for one invocation, as Lambda serves it."""

    protocol_version = "HTTP/1.1"
    event: ClassVar[dict[str, Any]] = {}
    answers: ClassVar[list[tuple[str, Any]]] = []
    answered: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        if RuntimeApi.answers:
            self.send_error(500)
            return
        body = json.dumps(RuntimeApi.event).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "request-1")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() + 60) * 1000))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:::function:thing")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        RuntimeApi.answers.append((self.path.rsplit("/", 1)[-1], json.loads(body)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        RuntimeApi.answered.set()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def runtime_api() -> Iterator[str]:
    RuntimeApi.answers, RuntimeApi.answered = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def invoke(zipped: bytes, folder: Path, api: str, event: dict[str, Any]) -> tuple[Any, str]:
    task = folder / "task"
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        archive.extractall(task)
    (task / "bootstrap").chmod(0o755)
    RuntimeApi.event = event
    environment = os.environ | {
        "AWS_LAMBDA_RUNTIME_API": api,
        "LAMBDA_TASK_ROOT": str(task),
        "_HANDLER": "thing.handler",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
    }
    with subprocess.Popen(
        [str(task / "bootstrap")],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        answered = RuntimeApi.answered.wait(5)
        process.kill()
        log = process.communicate()[0]
    assert answered, log
    return RuntimeApi.answers[0], log


def test_a_function_runs_from_the_working_tree(tmp_path: Path, runtime_api: str) -> None:
    (tmp_path / "thing.py").write_text(FUNCTION)
    zipped = working_tree_zip(Path(sys.executable), [tmp_path])
    assert zipped == working_tree_zip(Path(sys.executable), [tmp_path])
    answer, log = invoke(zipped, tmp_path, runtime_api, {"a": 1})
    assert answer == ("response", {"echo": {"a": 1}, "left": True})
    lines = [line.split("\t")[0] for line in log.splitlines()[:4]]
    assert lines == [
        "START RequestId: request-1 Version: $LATEST",
        "said",
        "END RequestId: request-1",
        "REPORT RequestId: request-1",
    ]
    assert "Memory Size: 256 MB\tMax Memory Used: " in log


def test_the_type_of_what_it_raises_is_told(tmp_path: Path, runtime_api: str) -> None:
    (tmp_path / "thing.py").write_text(FUNCTION)
    zipped = working_tree_zip(Path(sys.executable), [tmp_path])
    (kind, error), _ = invoke(zipped, tmp_path, runtime_api, {"refuse": True})
    assert (kind, error["errorType"], error["errorMessage"]) == ("error", "Rejected", "no streams")


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_package_brings_its_own_code(tmp_path: Path, runtime_api: str, form: str) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "thing.py").write_text(FUNCTION)
    if form == "zip":
        with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
            archive.write(package / "thing.py", "thing.py")
        package = tmp_path / "package.zip"
    runtime = lambda_runtime(tmp_path / "runtime")
    zipped = packaged_zip(package, Path(sys.executable), runtime)
    assert zipped == packaged_zip(package, Path(sys.executable), runtime)
    answer, _ = invoke(zipped, tmp_path, runtime_api, {})
    assert answer[0] == "response"


def test_a_package_misses_what_no_layer_of_its_has(tmp_path: Path, runtime_api: str) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "thing.py").write_text("import boto3, pynamodb\n")
    runtime = lambda_runtime(tmp_path / "runtime")
    zipped = packaged_zip(package, Path(sys.executable), runtime)
    (kind, error), _ = invoke(zipped, tmp_path, runtime_api, {})
    assert kind == "error"
    assert "No module named 'pynamodb'" in error["errorMessage"]

"""One local run of the whole house: engine, PostgreSQL, stacks and edge, under one folder."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from infra.local import preconditions, processes, schema, sweeping
from infra.local.anvil.program import NAME as CHAIN
from infra.local.anvil.program import Anvil
from infra.local.contracts.build import built
from infra.local.deploy import deployment
from infra.local.documents import refresh
from infra.local.engine.program import Engine
from infra.local.engine.settings import REGION, client_environment
from infra.local.ports import Ports as Ports
from infra.local.postgres import Postgres
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from infra.local.contracts.build import Artifact

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
MAIN = Path(os.environ.get("DIDIT360_HOME", LOCAL / "main"))
"""The instance that the commands are about."""

T = TypeVar("T")
Tell = Callable[[str, str], None]
"""Told of each thing that is done: what, and in a few words how it went."""


@dataclass
class LocalStack:
    """`with LocalStack(home, ports) as stack:` is a running house; leaving it stops everything.

    What was stored stays in `home` and is there again the next time.
    """

    home: Path = MAIN
    ports: Ports = field(default_factory=Ports)
    tell: Tell = lambda *_: None
    packaged: bool = False
    snapshot_seconds: float = 20
    endpoint: str | None = None
    """Another LocalStack-compatible endpoint, in place of our engine."""
    outputs: dict[str, Any] = field(default_factory=dict, init=False)
    programs: list[processes.Program] = field(default_factory=list, init=False)
    _lock: int = field(default=-1, init=False)

    @property
    def url(self) -> str:
        """The front door: the page, the APIs, the media, the documents."""
        return f"http://127.0.0.1:{self.ports.edge}"

    @property
    def engine(self) -> Engine:
        return Engine(self.home / "engine", self.ports.engine)

    @property
    def postgres(self) -> Postgres:
        return Postgres(self.home / "postgres", self.ports.postgres)

    @property
    def chain(self) -> Anvil:
        return Anvil(self.home / "chain", self.ports.chain)

    @property
    def aws(self) -> dict[str, str]:
        """The environment variables with which any AWS SDK or command reaches this run."""
        return client_environment(self.ports.engine) | {"AWS_ENDPOINT_URL": self.endpoint_url}

    @property
    def endpoint_url(self) -> str:
        return self.endpoint or self.engine.url

    def client(self, service: str) -> Any:
        """A boto3 client of this run."""
        import boto3

        make: Any = boto3.client  # its type lists every service by name
        return make(
            service,
            endpoint_url=self.endpoint_url,
            region_name=REGION,
            aws_access_key_id=self.aws["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.aws["AWS_SECRET_ACCESS_KEY"],
        )

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bring everything up; returns when the edge answers and the stacks are deployed."""
        self._claim()
        preconditions.require_room(self.home)
        self._require_ports()
        killed = self.endpoint is None and self.engine.was_killed
        with ThreadPoolExecutor() as pool:
            stacks = pool.submit(deployment.synthesized, ROOT, LOCAL / "synth", self.packaged)
            postgres = pool.submit(_timed, self.postgres.start)
            documents = pool.submit(_timed, lambda: refresh(ROOT))
            contracts = pool.submit(built, ROOT, LOCAL / "contracts")
            # First to come and last to go: functions ask it as long as there are any.
            chain = self._keep(self.chain.start())
            if self.endpoint is None:
                began = time.monotonic()
                program = self._keep(
                    self.engine.start(
                        ROOT,
                        snapshot_seconds=self.snapshot_seconds,
                        inherited=schema.variables(self.postgres),
                    )
                )
                program.wait(self.engine.ready)
                self.tell("AWS engine", f"{self.engine.url} ({time.monotonic() - began:.1f} s)")
            server, seconds = postgres.result()
            self._keep(server)
            self.tell("PostgreSQL", f"127.0.0.1:{self.ports.postgres} ({seconds:.1f} s)")
            self.migrate()
            edge = self._start_edge()
            found, seconds = stacks.result()
            self.tell("templates", f"{len(found)} stacks ({seconds:.1f} s)")
            self.outputs = deployment.deployed(self, found)
            chain.wait(self.chain.ready)
            self.tell("chain (anvil)", self.chain.url)
            self.deploy_contracts(contracts.result())
            rewritten, seconds = documents.result()
            how = f"written ({seconds:.1f} s)" if rewritten else "unchanged"
            self.tell("API documents", how)
        if self.endpoint is None:
            self.engine.resume()
            if killed:
                # Files outlive a kill, what was noted of them since the last snapshot does not.
                sweeping.sweep(self)
                sweeping.sweep_mints(self)
                sweeping.rebuild_market(self)
            sweeping.follow(self)
            self.engine.snapshot()
        edge.wait(lambda: processes.listens(self.ports.edge))
        self.tell("edge", self.url)

    def restart_chain(self) -> None:
        """Start the chain again that a test has killed: it goes on from what it had saved."""
        (dead,) = (program for program in self.programs if program.name == CHAIN)
        dead.stop()
        alive = self.programs[self.programs.index(dead)] = self.chain.start()
        alive.wait(self.chain.ready)

    def check(self) -> None:
        """LocalError when a program that was started has ended by itself."""
        for program in self.programs:
            program.check()

    def migrate(self) -> list[str]:
        """Bring the database forward; what was applied. Safe to repeat, while all runs."""
        began = time.monotonic()
        applied = schema.bring_forward(self.postgres, ROOT)
        how = f"{len(applied)} applied" if applied else "unchanged"
        self.tell("migrations", f"{how} ({time.monotonic() - began:.1f} s)")
        return applied

    def redeploy(self) -> None:
        """Deploy again to what runs, after a change of infra/cdk or of a route."""
        self.migrate()
        found, seconds = deployment.synthesized(ROOT, LOCAL / "synth", self.packaged)
        self.tell("templates", f"{len(found)} stacks ({seconds:.1f} s)")
        kept = {name: self.outputs[name] for name in ("demo",) if name in self.outputs}
        self.publish(deployment.deployed(self, found) | kept)
        self.deploy_contracts(built(ROOT, LOCAL / "contracts"))

    def deploy_contracts(self, build: Mapping[str, Artifact]) -> None:
        """Bring the chain's contracts to what the sources say, and tell the functions of them."""
        from infra.local.contracts import local

        local.bring(self, build)
        self.publish(self.outputs)

    @classmethod
    def running(cls, home: Path = MAIN) -> LocalStack:
        """The run that another process keeps up; LocalError when there is none."""
        if cls.owner(home) is None:
            # A run that was killed leaves its stack.json behind.
            raise LocalError("Nothing runs here: `make up` starts it.")
        try:
            said = json.loads((home / "stack.json").read_text())
        except FileNotFoundError:
            raise LocalError("It is still starting, or stopping: try again in a moment.") from None
        house = cls(home, Ports(**said["ports"]))
        if said["endpoint"] != house.engine.url:
            house.endpoint = said["endpoint"]
        house.outputs = said["outputs"]
        return house

    @classmethod
    def owner(cls, home: Path = MAIN) -> int | None:
        """The process that keeps a run up, or that is starting or stopping it."""
        try:
            lock = os.open(home / "lock", os.O_RDWR)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return int(os.read(lock, 20) or b"0") or None
        else:
            return None
        finally:
            os.close(lock)

    def stop(self) -> None:
        """End what was started, last first; each has its time to save."""
        for program in reversed(self.programs):
            program.stop()
        self.programs.clear()
        if self._lock >= 0:
            (self.home / "stack.json").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = -1

    def description(self) -> dict[str, Any]:
        """What stack.json says: enough for another process to use this run."""
        return {
            "url": self.url,
            "endpoint": self.endpoint_url,
            "region": REGION,
            "postgres": self.postgres.url,
            "chain": self.chain.url,
            "ports": vars(self.ports),
            "outputs": self.outputs,
        }

    def publish(self, outputs: dict[str, Any]) -> None:
        """Tell the edge and other processes of a deployment: they read these files again."""
        self.outputs = outputs
        self._write("outputs.json", outputs)
        self._write("stack.json", self.description())

    def secret(self, name: str) -> str:
        """A random text that is made once and kept with the data: passwords of demo people."""
        path = self.home / "secrets.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        if name not in known:
            known[name] = secrets.token_urlsafe(12) + "-aA1"
            self._write("secrets.json", known)
        return str(known[name])

    def wipe(self) -> None:
        """Remove everything that was stored."""
        self._claim()
        try:
            for entry in self.home.iterdir():
                if entry.name != "lock":
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        finally:
            self.stop()

    def _claim(self) -> None:
        """One run a folder: whoever has the lock has the data."""
        self.home.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise LocalError(
                f"It is running already{self._where()}: "
                "`make status` shows it, `make down` stops it."
            ) from error
        self._lock = lock
        os.truncate(self._lock, 0)
        os.write(self._lock, str(os.getpid()).encode())
        (self.home / "stack.json").unlink(missing_ok=True)

    def _where(self) -> str:
        try:
            return f" ({json.loads((self.home / 'stack.json').read_text())['url']})"
        except FileNotFoundError:
            return ""

    def _require_ports(self) -> None:
        if self.endpoint is None:
            processes.require_free(self.ports.engine, "the AWS engine", "ENGINE_PORT")
        else:
            preconditions.require_answering(self.endpoint)
        self.ports.require_free()

    def _keep(self, program: processes.Program) -> processes.Program:
        self.programs.append(program)
        return program

    def _start_edge(self) -> processes.Program:
        command: list[str | Path] = [
            processes.PYTHON,
            "-m",
            "infra.local.edge",
            "--port",
            str(self.ports.edge),
        ]
        command += ["--endpoint", self.endpoint_url, "--outputs", self.home / "outputs.json"]
        log = self.home / "edge.log"
        environment = os.environ | self.aws
        return self._keep(
            processes.start("The edge", command, log=log, environment=environment, folder=ROOT)
        )

    def _write(self, name: str, content: dict[str, Any]) -> None:
        draft = self.home / f"{name}.new"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content, indent=1))
        draft.rename(self.home / name)


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    return act(), time.monotonic() - began

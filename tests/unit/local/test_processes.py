"""What the local run starts ends with it, however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.local import processes
from infra.local.problems import LocalError

ROOT = Path(__file__).resolve().parents[3]
# Says its own and its child's process id, and ignores nothing.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet has."""
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return not shown or shown.startswith("Z")


def wait_for(path: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if path.exists() and path.read_text().endswith("\n"):
            return int(path.read_text().split()[-1])
        time.sleep(0.02)
    raise AssertionError(f"{path} stays empty")


def eventually_gone(*pids: int) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if all(gone(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def test_stopping_takes_grandchildren_along(tmp_path: Path) -> None:
    program = processes.start("it", [sys.executable, "-c", PARENT], log=tmp_path / "log")
    grandchild = wait_for(tmp_path / "log")
    program.stop()
    assert eventually_gone(program.pid, grandchild)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_starter_leaves_nothing_behind(tmp_path: Path, how: signal.Signals) -> None:
    log = tmp_path / "log"
    starter = (
        "import sys, time; from pathlib import Path; from infra.local import processes\n"
        f"processes.start('it', [sys.executable, '-c', {PARENT!r}], log=Path({str(log)!r}))\n"
        "time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", starter], cwd=ROOT)
    grandchild = wait_for(log)
    process.send_signal(how)
    process.wait()
    assert eventually_gone(grandchild)


def test_a_killed_keeper_leaves_its_program_to_end(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child of its parent's death")
    program = processes.start("it", ["sleep", "600"], log=tmp_path / "log")
    found = ""
    while not found:
        found = subprocess.run(
            ["pgrep", "-P", str(program.pid)], capture_output=True, text=True, check=False
        ).stdout
    os.kill(program.pid, signal.SIGKILL)
    program.stop()
    assert eventually_gone(int(found))


def test_its_own_end_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = processes.start("The thing", ["sh", "-c", "echo so; exit 3"], log=tmp_path / "log")
    with pytest.raises(LocalError, match=r'The thing has stopped\..*"so"'):
        program.wait(lambda: False)
    program.stop()


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(LocalError, match=rf"^Port {port} \(the edge\) is in use .*EDGE_PORT="):
            processes.require_free(port, "the edge", "EDGE_PORT")
    assert processes.free_port() > 0

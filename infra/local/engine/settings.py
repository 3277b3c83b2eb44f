"""The command and environment that start the engine for one instance."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

REGION = "us-east-1"
SNAPSHOT_PATH = "/_didit360/snapshot"
RESUME_PATH = "/_didit360/resume"
RUNNING = "running"
"""A file in the engine's folder from its start until its state is saved at a clean end."""
# The engine takes any key; these are the ones that its functions get too.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

# What a function may inherit from the person's shell; everything else stays out of it.
_INHERITED = ("HOME", "LANG", "LC_ALL", "PATH", "SSL_CERT_FILE", "TZ", "USER")


def engine_python(root: Path) -> Path:
    """The interpreter of the engine's own virtual environment."""
    given = os.environ.get("DIDIT360_ENGINE_PYTHON")
    if given:
        return root / given
    return root / ".venv-engine" / "bin" / "python"


def environment(home: Path, port: int, *, snapshot_seconds: float = 20) -> dict[str, str]:
    """The engine's environment; its functions inherit it, so it also names the endpoint."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return (
        inherited
        | client_environment(port)
        | {
            "GATEWAY_PORT": str(port),
            # Loopback only: the engine trusts everybody.
            "BIND_HOST": "127.0.0.1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "1",
            # Roles, signatures and CORS hold here as they do on AWS.
            "AUTH": "true",
            "STATE_DIR": str(home / "state"),
            "SNAPSHOT_DIR": str(home / "snapshots"),
            "SNAPSHOT_SECONDS": str(snapshot_seconds),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(home / "s3"),
            "TMPDIR": str(home / "tmp"),
            # Of an idle function environment: each holds some 100 MB.
            "LAMBDA_WARM_TTL_SECONDS": "300",
            "PYTHONUNBUFFERED": "1",
        }
    )


def client_environment(port: int) -> dict[str, str]:
    """What an AWS SDK needs to reach the engine."""
    return CREDENTIALS | {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }

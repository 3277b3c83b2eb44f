"""A connection to the cluster's writer itself, as its administrator: for migrations alone."""

import json
from pathlib import Path
from typing import Any

import psycopg

from didit360.clients import client
from didit360.settings import setting

_AUTHORITIES = Path(__file__).with_name("rds.pem")
_CONNECT_SECONDS = 60
"""A cluster that slept takes some fifteen seconds to wake up."""


def connection() -> psycopg.Connection[Any]:
    """In autocommit mode. Where stands in libpq's variables, the password in Aurora's secret."""
    found = client("secretsmanager").get_secret_value(SecretId=setting("DATABASE_SECRET"))
    secret = json.loads(found["SecretString"])
    return psycopg.connect(
        user=secret["username"],
        password=secret["password"],
        sslmode="verify-full",
        sslrootcert=str(_AUTHORITIES),
        connect_timeout=_CONNECT_SECONDS,
        autocommit=True,
    )

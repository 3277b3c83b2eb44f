"""Have a pinning service keep what is on IPFS: the IPFS Pinning Service API, where one is set.

https://ipfs.github.io/pinning-services-api-spec/ (1.0.0). The secret says which service:
{"url": "https://...", "token": "...", "origins": ["/dns4/.../tcp/4001/p2p/..."]}; without a `url`
in it nothing is pinned. `origins` are multiaddresses where the service finds the bytes.
"""

import json
import time
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from didit360.clients import client
from didit360.log import logger
from didit360.settings import setting
from nfts.domain.failure import NotPinnedError

_SECONDS = 10.0
_KEPT_SECONDS = 300.0
_ACCEPTED = 202


def forget() -> None:
    """Read the secret again at the next use (tests)."""
    _read.cache_clear()


def pin(cid: str, name: str) -> None:
    """Ask for it once; what is pinned or queued is left alone. NotPinnedError."""
    service = _service()
    if service is None:
        return
    query = urlencode({"cid": cid, "status": "queued,pinning,pinned", "limit": 1})
    if _ask(service, "GET", f"pins?{query}").get("count"):
        return
    wanted = {"cid": cid, "name": name[:255], "origins": service.get("origins", [])[:20]}
    said = _ask(service, "POST", "pins", wanted)
    logger().info("pin asked for", cid=cid, request_id=said.get("requestid"))


def _service() -> dict[str, Any] | None:
    """Asked for again after a while: a person may have named one."""
    return _read(int(time.monotonic() // _KEPT_SECONDS))


@lru_cache(maxsize=1)
def _read(_while: int) -> dict[str, Any] | None:
    text = client("secretsmanager").get_secret_value(SecretId=setting("PINNING_SECRET"))
    try:
        said = json.loads(text["SecretString"])
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.get("url") and said.get("token") else None


def _ask(
    service: dict[str, Any], method: str, path: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    from urllib3 import PoolManager, Retry, Timeout
    from urllib3.exceptions import HTTPError

    pool = PoolManager(retries=Retry(0, redirect=False), timeout=Timeout(total=_SECONDS))
    try:
        answer = pool.request(
            method,
            f"{str(service['url']).rstrip('/')}/{path}",
            body=json.dumps(body) if body else None,
            headers={
                "Authorization": f"Bearer {service['token']}",
                "Content-Type": "application/json",
            },
        )
    except HTTPError as error:
        # Its text names the address.
        raise NotPinnedError(f"The pinning service: {type(error).__name__}") from None
    if answer.status not in (200, _ACCEPTED):
        raise NotPinnedError(f"The pinning service answered {answer.status}.")
    found = json.loads(answer.data)
    return found if isinstance(found, dict) else {}

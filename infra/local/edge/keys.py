"""The public keys that CloudFront would trust, kept by the stack as SSM parameters."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import boto3
from botocore.exceptions import ClientError

Fetch = Callable[[str], bytes | None]

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,200}")


@dataclass
class TrustedKeys:
    """Public keys by key pair id; an unknown id is looked up, a known one is looked up again
    after `fresh_for` seconds so that a key taken out of the group stops opening anything."""

    fetch: Fetch
    fresh_for: float = 60.0
    now: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, bytes]] = field(default_factory=dict, init=False)

    async def get(self, key_pair_id: str, prefix: str) -> bytes | None:
        """The PEM of the key called `key_pair_id`, or None when no such key is trusted."""
        if not key_pair_id.startswith(prefix) or not _NAME.fullmatch(key_pair_id):
            return None
        known = self._known.get(key_pair_id)
        if known and self.now() - known[0] < self.fresh_for:
            return known[1]
        pem = await asyncio.to_thread(self.fetch, key_pair_id)
        if pem is None:
            self._known.pop(key_pair_id, None)
        else:
            self._known[key_pair_id] = (self.now(), pem)
        return pem


def from_parameters(endpoint: str, region: str) -> Fetch:
    """Look keys up in the parameter store at `endpoint`."""
    client = boto3.client("ssm", endpoint_url=endpoint, region_name=region)

    def fetch(name: str) -> bytes | None:
        try:
            return client.get_parameter(Name=name)["Parameter"]["Value"].encode()
        except ClientError as error:
            if error.response["Error"]["Code"] == "ParameterNotFound":
                return None
            raise

    return fetch

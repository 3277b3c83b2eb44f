"""What the edge must know of the deployed stack, read from its outputs file and kept fresh."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.cdk.settings import STAGES, Stage, configured


class NotDeployedError(Exception):
    """The stack's outputs are not there (yet); the text says what is missing."""


@dataclass(frozen=True)
class Api:
    """A product's REST API in the engine."""

    id: str
    stage: str


@dataclass(frozen=True)
class Outputs:
    """The stack outputs that the edge uses."""

    region: str
    apis: dict[str, Api]
    streams_bucket: str
    client_id: str
    public_url: str
    public_key_prefix: str = "cloudfront-public-key."
    cors_origins: frozenset[str] = frozenset()
    demo: dict[str, str] | None = None

    @classmethod
    def read(cls, text: str, default_url: str) -> "Outputs":
        """Parse the outputs file; keys that the edge does not use are passed over."""
        raw: dict[str, Any] = json.loads(text)
        url = str(raw.get("public_url", default_url)).rstrip("/")
        return cls(
            region=raw.get("region") or os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
            apis={name: Api(a["id"], a["stage"]) for name, a in raw["apis"].items()},
            streams_bucket=raw["streams_bucket"],
            client_id=raw["client_id"],
            public_url=url,
            public_key_prefix=raw.get("public_key_prefix", "cloudfront-public-key."),
            cors_origins=frozenset([url, *raw.get("cors_origins", ())]),
            demo=raw.get("demo"),
        )


@dataclass
class Settings:
    """Where the engine and the repository are, and the outputs as the last deploy wrote them."""

    endpoint: str
    outputs_file: Path
    default_url: str
    root: Path
    stage: Stage = field(default_factory=lambda: configured(STAGES["local"], os.environ))
    """What one address may do here, where everybody has the same one."""
    _seen: tuple[int, int] | None = field(default=None, init=False)
    _outputs: Outputs | None = field(default=None, init=False)

    def outputs(self) -> Outputs:
        """The outputs, read again when a deploy has rewritten the file."""
        try:
            stat = self.outputs_file.stat()
            seen = (stat.st_mtime_ns, stat.st_size)
            if self._outputs is None or seen != self._seen:
                self._outputs = Outputs.read(self.outputs_file.read_text(), self.default_url)
                self._seen = seen
        except FileNotFoundError:
            raise NotDeployedError("The stack is not deployed yet.") from None
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise NotDeployedError(f"The stack's outputs are incomplete: {error!r}.") from None
        return self._outputs

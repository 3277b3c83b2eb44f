"""Sign-In with Ethereum: the message that a wallet signs to say whose it is (EIP-4361).

The grammar is the ABNF of EIP-4361 (eips.ethereum.org, "ABNF Message Format"): nothing in it holds
a line's end, so a message is read line by line.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from didit360.clock import rfc3339
from nfts.domain import uris
from nfts.domain.addresses import ADDRESS, is_checksummed

VERSION = "1"
MAX_CHARACTERS = 4096
"""Far more than any wallet's message has."""

_ASKS = " wants you to sign in with your Ethereum account:"
_FIRST = rf"(?:(?P<scheme>{uris.SCHEME})://)?(?P<domain>{uris.AUTHORITY}){re.escape(_ASKS)}"
_TIME = (
    r"\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
)
"""RFC 3339's date-time, section 5.6; no leap second is ever ours."""


class MalformedError(ValueError):
    """Not a message of EIP-4361; its text says where."""


@dataclass(frozen=True, slots=True)
class Message:
    domain: str
    """RFC 3986 authority of whoever asks for the signature: `app.didit360.example`, maybe `:port`.
    """
    address: str
    """With the capitals of EIP-55."""
    uri: str
    chain_id: int
    nonce: str
    issued_at: datetime
    statement: str | None = None
    expires_at: datetime | None = None
    not_before: datetime | None = None
    request_id: str | None = None
    resources: tuple[str, ...] | None = None
    scheme: str | None = None
    """None is https."""
    version: str = VERSION

    @property
    def text(self) -> str:
        """What is signed; times in UTC, with milliseconds."""
        origin = f"{self.scheme}://{self.domain}" if self.scheme else self.domain
        lines = [origin + _ASKS, self.address, ""]
        if self.statement is not None:
            lines.append(self.statement)
        lines += [
            "",
            f"URI: {self.uri}",
            f"Version: {self.version}",
            f"Chain ID: {self.chain_id}",
            f"Nonce: {self.nonce}",
            f"Issued At: {rfc3339(self.issued_at)}",
        ]
        if self.expires_at:
            lines.append(f"Expiration Time: {rfc3339(self.expires_at)}")
        if self.not_before:
            lines.append(f"Not Before: {rfc3339(self.not_before)}")
        if self.request_id is not None:
            lines.append(f"Request ID: {self.request_id}")
        if self.resources is not None:
            lines += ["Resources:", *(f"- {resource}" for resource in self.resources)]
        return "\n".join(lines)

    @classmethod
    def read(cls, text: str) -> Self:
        """The message that a text is; MalformedError."""
        lines = _Lines(text)
        first = lines.match("question of who asks", _FIRST)
        address = lines.match("address", ADDRESS)[0]
        if not is_checksummed(address):
            raise MalformedError("line 2: the address does not have the capitals of EIP-55")
        lines.match("empty line", "")
        statement = lines.statement()
        lines.match("empty line", "")
        message = cls(
            domain=first["domain"],
            scheme=first["scheme"],
            address=address,
            statement=statement,
            uri=lines.value("URI", uris.URI),
            version=lines.value("Version", r"[0-9]+"),
            chain_id=int(lines.value("Chain ID", r"[0-9]{1,78}")),
            nonce=lines.value("Nonce", r"[A-Za-z0-9]{8,}"),
            issued_at=lines.moment("Issued At"),
            expires_at=lines.moment("Expiration Time") if lines.at("Expiration Time") else None,
            not_before=lines.moment("Not Before") if lines.at("Not Before") else None,
            request_id=lines.value("Request ID", rf"{uris.PCHAR}*")
            if lines.at("Request ID")
            else None,
            resources=lines.resources(),
        )
        lines.end()
        return message


class _Lines:
    """A message from its first line to its last."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._next = 0

    def at(self, name: str) -> bool:
        return self._line().startswith(f"{name}: ")

    def match(self, what: str, pattern: str) -> re.Match[str]:
        found = re.fullmatch(pattern, self._line(), re.ASCII)
        if found is None or self._next >= len(self._lines):
            raise MalformedError(f"line {self._next + 1}: not the {what} that belongs there")
        self._next += 1
        return found

    def value(self, name: str, pattern: str) -> str:
        return self.match(f"`{name}`", rf"{name}: ({pattern})")[1]

    def moment(self, name: str) -> datetime:
        text = self.value(name, _TIME)
        try:
            return datetime.fromisoformat(text.upper())
        except ValueError:
            raise MalformedError(f"line {self._next}: no such day") from None

    def statement(self) -> str | None:
        """The line before an empty one, if there are two."""
        if self._line(1) != "":
            return None
        return self.match("statement", rf"{uris.PRINTABLE}*")[0]

    def resources(self) -> tuple[str, ...] | None:
        if self._line() != "Resources:":
            return None
        self._next += 1
        found = []
        while self._next < len(self._lines):
            found.append(self.match("resource", rf"- ({uris.URI})")[1])
        return tuple(found)

    def end(self) -> None:
        if self._next < len(self._lines):
            raise MalformedError(f"line {self._next + 1}: nothing belongs there")

    def _line(self, ahead: int = 0) -> str:
        """`\\0` beyond the last one: nothing matches it."""
        at = self._next + ahead
        return self._lines[at] if at < len(self._lines) else "\0"

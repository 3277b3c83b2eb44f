"""Ask an Ethereum node over JSON-RPC; a second one where the first fails.

web3.py is not used in functions: to import it costs 0.8 s of CPU, and each environment of each
function would pay that for what is a POST of JSON. The nodes' addresses may hold a provider's key:
they are in no log and in no error.
"""

import json
import threading
import time
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from didit360.log import logger
from nfts.data.chain_errors import NodeUnreachableError, RefusedError, WrongChainError

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.exceptions import HTTPError

_CONNECT_SECONDS = 3.0
_READ_SECONDS = 10.0
_REST_SECONDS = 30.0
_MOST_BYTES = 64 * 2**20
# Which the provider, and not the node, answers: without a key, above the plan, in too much haste.
_PROVIDERS = (401, 402, 403, 404, 407, 408, 429)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _LostError(Exception):
    """This node did not answer; the text says how, and never where."""


@dataclass
class _Node:
    """One address and what is known of it."""

    url: str = field(repr=False)
    place: int
    checked: bool = False
    foreign: bool = False
    rests_until: float = 0.0


class Nodes:
    """The nodes of one chain, asked in order; one that failed is asked last for half a minute."""

    def __init__(
        self,
        urls: Sequence[str],
        chain_id: int,
        *,
        connect_seconds: float = _CONNECT_SECONDS,
        read_seconds: float = _READ_SECONDS,
    ) -> None:
        """NodeUnreachableError for addresses that nothing may be asked at, or none."""
        for place, url in enumerate(urls, 1):
            _require_private(url, place)
        if not urls:
            raise NodeUnreachableError("No node is set.")
        self.chain_id = chain_id
        self._nodes = [_Node(url, place) for place, url in enumerate(urls, 1)]
        self._pool = _pool(connect_seconds, read_seconds)
        self._turn = threading.Lock()

    @classmethod
    def chain_of(cls, url: str) -> int:
        """The id of the chain that a node is of; NodeUnreachableError."""
        nodes = cls([url], 0)
        try:
            return _chain_id(nodes._post(nodes._nodes[0], "eth_chainId", ()))
        except _LostError as error:
            raise NodeUnreachableError(f"The node does not answer: {error}.") from None

    def __repr__(self) -> str:
        return f"Nodes({len(self._nodes)} of chain {self.chain_id})"

    def ask(self, method: str, *parameters: Any) -> Any:
        """The result of one call.

        RefusedError when a node answers with an error; NodeUnreachableError, WrongChainError.
        """
        foreign = 0
        for node in self._in_order():
            try:
                if not self._is_ours(node):
                    foreign += 1
                    continue
                answer = self._post(node, method, parameters)
            except _LostError as error:
                self._let_rest(node)
                logger().warning(
                    "A node did not answer",
                    extra={"node": node.place, "method": method, "why": str(error)},
                )
                continue
            node.rests_until = 0.0
            return _result(method, answer)
        if foreign:
            raise WrongChainError(f"No node of chain {self.chain_id} answers; one of another does.")
        raise NodeUnreachableError(f"No node of chain {self.chain_id} answers.")

    def each(self) -> "list[Nodes]":
        """Each by itself, in the order in which they are asked; what is known of them is shared."""
        return [self._alone(node) for node in self._in_order()]

    def _alone(self, node: _Node) -> "Nodes":
        alone = copy(self)
        alone._nodes = [node]
        return alone

    def _in_order(self) -> list[_Node]:
        now = time.monotonic()
        return sorted(self._nodes, key=lambda node: (node.rests_until > now, node.place))

    def _is_ours(self, node: _Node) -> bool:
        """Asked once an address, and again after it was lost: what is behind it may change."""
        with self._turn:
            if node.checked:
                return True
        said = _chain_id(self._post(node, "eth_chainId", ()))
        with self._turn:
            node.checked = said == self.chain_id
        if said != self.chain_id:
            logger().error(
                "A node is of another chain",
                extra={"node": node.place, "its_chain": said, "our_chain": self.chain_id},
            )
            node.rests_until = time.monotonic() + _REST_SECONDS
        return said == self.chain_id

    def _let_rest(self, node: _Node) -> None:
        with self._turn:
            node.rests_until = time.monotonic() + _REST_SECONDS
            node.checked = False

    def _post(self, node: _Node, method: str, parameters: Sequence[Any]) -> dict[str, Any]:
        from urllib3.exceptions import HTTPError, ProtocolError

        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)})
        try:
            try:
                status, text = self._sent(node.url, body)
            except ProtocolError:
                # A kept connection that the other end had closed. To ask twice changes nothing.
                status, text = self._sent(node.url, body)
        except HTTPError as error:
            # Its text names the address.
            raise _LostError(_kind(error)) from None
        if status in _PROVIDERS or status >= 500:
            raise _LostError(f"HTTP {status}")
        if len(text) > _MOST_BYTES:
            raise _LostError("too long an answer")
        try:
            answer = json.loads(text)
        except ValueError:
            raise _LostError(f"HTTP {status} without JSON") from None
        if not isinstance(answer, dict) or not answer.keys() & {"result", "error"}:
            raise _LostError(f"HTTP {status} without an answer")
        return answer

    def _sent(self, url: str, body: str) -> tuple[int, bytes]:
        response = self._pool.request(
            "POST",
            url,
            body=body,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            redirect=False,
            preload_content=False,
        )
        try:
            return response.status, response.read(_MOST_BYTES + 1)
        finally:
            response.release_conn()


def _kind(error: "HTTPError") -> str:
    """MaxRetryError alone says nothing: why it was the last try, does."""
    return type(getattr(error, "reason", None) or error).__name__


def _chain_id(answer: dict[str, Any]) -> int:
    try:
        return int(_result("eth_chainId", answer), 16)
    except (RefusedError, TypeError, ValueError):
        raise _LostError("it does not say of which chain it is") from None


def _result(method: str, answer: dict[str, Any]) -> Any:
    error = answer.get("error")
    if error is None:
        return answer.get("result")
    said = error if isinstance(error, dict) else {"message": error}
    code = said.get("code")
    message = str(said.get("message", ""))[:300]
    raise RefusedError(method, code if isinstance(code, int) else 0, message, said.get("data"))


def _pool(connect_seconds: float, read_seconds: float) -> "PoolManager":
    from urllib3 import PoolManager, Retry, Timeout

    return PoolManager(
        maxsize=8,
        retries=Retry(0, redirect=False),
        timeout=Timeout(connect=connect_seconds, read=read_seconds),
    )


def _require_private(url: str, place: int) -> None:
    """https, or a node on this machine: a key does not go over the wire in the clear."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    except ValueError:
        fits = False
    if not fits:
        raise NodeUnreachableError(f"Node {place}: its address is not one of https.") from None

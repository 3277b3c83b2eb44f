"""Replay of unsafe POSTs: draft-ietf-httpapi-idempotency-key-header, kept by Powertools.

The same key and body within the hour replays the first answer; the same key with another
body is 422; a twin that arrives while the first still runs is 409. Only answers that did
something (2xx) are kept: a refused or failed request may be sent again under its key.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyValidationError,
)

from didit360.problems import BadRequest, Conflict, Unprocessable
from didit360.settings import setting

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


Answer = dict[str, Any]
"""What a Lambda proxy integration returns: statusCode, multiValueHeaders, body."""

KEY_HEADER = "idempotency-key"
KEPT_SECONDS = 3600
"""As long as an upload grant, which such an answer may hold."""

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class _NotKept(Exception):  # noqa: N818  not an error: a way out past the record
    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


def header(event: dict[str, Any], name: str) -> str | None:
    """A request header by its lower-case name, as HTTP compares them."""
    headers = event.get("headers") or {}
    return next((value for key, value in headers.items() if key.lower() == name), None)


def once(
    key: str,
    event: dict[str, Any],
    context: "LambdaContext",
    resolve: Callable[[dict[str, Any], "LambdaContext"], Answer],
) -> Answer:
    """Answer the event, or replay the answer kept under this caller, operation and key.

    Raises Problem: BadRequest for a malformed key, Conflict for a running twin,
    Unprocessable for a key that came with another body.
    """
    if not _KEY.fullmatch(key):
        raise BadRequest("Idempotency-Key is 1 to 255 visible ASCII characters.")
    claims = (event.get("requestContext", {}).get("authorizer") or {}).get("claims") or {}
    request = {
        "caller": claims.get("sub"),
        "operation": f"{event['httpMethod']} {event['path']}",
        "key": key,
        "body": event.get("body") or "",
    }
    config = IdempotencyConfig(
        event_key_jmespath="[caller, operation, key]",
        payload_validation_jmespath="body",
        expires_after_seconds=KEPT_SECONDS,
        raise_on_no_idempotency_key=True,
        lambda_context=context,
    )

    def answered(*, request: dict[str, Any]) -> Answer:  # noqa: ARG001  Powertools reads it
        answer = resolve(event, context)
        if not 200 <= answer["statusCode"] < 300:
            raise _NotKept(answer)
        return answer

    kept = idempotent_function(
        answered, data_keyword_argument="request", persistence_store=_store(), config=config
    )
    try:
        answer: Answer = kept(request=request)
    except _NotKept as refused:
        return refused.answer
    except IdempotencyAlreadyInProgressError:
        raise Conflict("A request with this Idempotency-Key is still running.") from None
    except IdempotencyValidationError:
        raise Unprocessable(
            "This Idempotency-Key came with another body.", code="idempotency-key-reused"
        ) from None
    return answer


@cache
def _store() -> DynamoDBPersistenceLayer:
    return DynamoDBPersistenceLayer(
        table_name=setting("IDEMPOTENCY_TABLE"), validation_key_attr="body_hash"
    )

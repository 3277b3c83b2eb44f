"""Nonces of the platform's account: each is given out once, whoever asks at the same time.

One row an account, `nonces`: `next`, and `taken`, a map from whoever has one (`<job>#<part>`) to
its nonce. Giving out is one atomic write: the nonce is noted under the asker's key, `next` rises,
and neither happens where the key has one already. So the same asker gets the same nonce however
often it asks, and none is lost between two writes. A key keeps its nonce until what was sent with
it is final, or until the nonce has gone to somebody else's transaction.
"""

from typing import TYPE_CHECKING, Any

from didit360.clients import client
from didit360.races import BusyError
from didit360.settings import setting
from nfts.domain.sending import WINDOW

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ENTRY = "nonces"
_ROUNDS = 5
FILL = "fill#"
"""Key of a nonce that nobody needs: a transaction of nothing takes it up (data/filling.py)."""


def take(account: str, key: str, counted: int) -> int | None:
    """The key's nonce, a new one if it has none; None while too many are out.

    `counted`: what the chain has counted of the account. The first nonce is that, and where
    somebody else has sent with the account, it goes on from there.
    """
    store = _store()
    for _ in range(_ROUNDS):
        try:
            answer = store.update_item(
                TableName=setting("SENDS_TABLE"),
                Key=_key(account),
                UpdateExpression="SET #taken.#key = #next, #next = #next + :one",
                ConditionExpression="attribute_not_exists(#taken.#key) "
                "AND #next >= :counted AND #next < :limit",
                ExpressionAttributeNames={"#taken": "taken", "#key": key, "#next": "next"},
                ExpressionAttributeValues={
                    ":one": {"N": "1"},
                    ":counted": {"N": str(counted)},
                    ":limit": {"N": str(counted + WINDOW)},
                },
                ReturnValues="UPDATED_NEW",
            )
            return int(answer["Attributes"]["next"]["N"]) - 1
        except store.exceptions.ConditionalCheckFailedException:
            given = _read(account)
        except store.exceptions.ClientError as error:
            # A path into a map that is not there: no nonce of this account was ever given out.
            if error.response["Error"]["Code"] != "ValidationException":
                raise
            given = _read(account)
            if given is not None:
                raise
        if given is None:
            _begin(account, counted)
            continue
        if key in given.taken:
            return given.taken[key]
        if given.next < counted:
            _go_on(account, counted)
        elif given.next >= counted + WINDOW:
            return None
    raise BusyError(account)


def held(account: str, key: str) -> int | None:
    """The nonce that a key has; None of one that has none."""
    given = _read(account)
    return given.taken.get(key) if given else None


def taken(account: str) -> dict[str, int]:
    """All that are out, by their keys."""
    given = _read(account)
    return dict(given.taken) if given else {}


def release(account: str, key: str, nonce: int | None = None) -> None:
    """What was sent with it is final, or it is another transaction's. Safe to repeat.

    With `nonce`, only as long as it is that one which the key has.
    """
    _change(
        account,
        "REMOVE #taken.#key",
        "attribute_exists(#taken.#key)" if nonce is None else "#taken.#key = :nonce",
        {"#taken": "taken", "#key": key},
        {} if nonce is None else {":nonce": nonce},
    )


def leave(account: str, key: str, nonce: int) -> bool:
    """Nobody needs it: it waits to be filled, under a key of its own. False: it was not theirs."""
    return _change(
        account,
        "SET #taken.#fill = :nonce REMOVE #taken.#key",
        "#taken.#key = :nonce",
        {"#taken": "taken", "#key": key, "#fill": f"{FILL}{nonce}"},
        {":nonce": nonce},
    )


def go_back(account: str, counted: int) -> None:
    """With none out, the next one is what the chain says: it was begun anew (a local one)."""
    given = _read(account)
    if given and not given.taken and given.next > counted:
        _change(
            account,
            "SET #next = :counted",
            "#next = :seen AND size(#taken) = :none",
            {"#next": "next", "#taken": "taken"},
            {":counted": counted, ":seen": given.next, ":none": 0},
        )


class _Given:
    def __init__(self, item: dict[str, Any]) -> None:
        self.next = int(item["next"]["N"])
        self.taken = {key: int(value["N"]) for key, value in item["taken"]["M"].items()}


def _read(account: str) -> _Given | None:
    found = _store().get_item(
        TableName=setting("SENDS_TABLE"), Key=_key(account), ConsistentRead=True
    )
    item: Any = found.get("Item")
    return _Given(item) if item else None


def _begin(account: str, counted: int) -> None:
    store = _store()
    try:
        store.put_item(
            TableName=setting("SENDS_TABLE"),
            Item={**_key(account), "next": {"N": str(counted)}, "taken": {"M": {}}},
            ConditionExpression="attribute_not_exists(account)",
        )
    except store.exceptions.ConditionalCheckFailedException:
        return  # somebody else began


def _go_on(account: str, counted: int) -> None:
    _change(
        account,
        "SET #next = :counted",
        "#next < :counted",
        {"#next": "next"},
        {":counted": counted},
    )


def _change(
    account: str, update: str, condition: str, names: dict[str, str], values: dict[str, int]
) -> bool:
    store = _store()
    numbers: Any = {name: {"N": str(value)} for name, value in values.items()}
    with_values: Any = {"ExpressionAttributeValues": numbers} if numbers else {}
    try:
        store.update_item(
            TableName=setting("SENDS_TABLE"),
            Key=_key(account),
            UpdateExpression=update,
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            **with_values,
        )
    except store.exceptions.ConditionalCheckFailedException:
        return False
    return True


def _key(account: str) -> Any:
    return {"account": {"S": account}, "entry": {"S": _ENTRY}}


def _store() -> "DynamoDBClient":
    return client("dynamodb")

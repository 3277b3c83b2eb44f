"""How editions, airdrops and errands become rows and back. PynamoDB is imported when first used."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from didit360.clients import client
from didit360.clock import rfc3339
from didit360.races import as_it_was_read, settled
from didit360.settings import setting
from nfts.domain.mint import Mint

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from nfts.data.edition_rows import MintRow

Key = dict[str, Any] | None
MINTING, WAITING = "yes", "waits"
"""Keys of the sparse index `under_way`."""

M = TypeVar("M", bound=Mint)


class Rows(Generic[M]):
    """One kind of mint in the table: `part`, how it is kept, and on which shelf."""

    def __init__(
        self,
        part: str,
        form: "Callable[[], TypeAdapter[M]]",
        shelf: Callable[[M], str],
        absent: type[Exception],
    ) -> None:
        self._part = part
        self._form = form
        self._shelf = shelf
        self._absent = absent

    def get(self, id_: str) -> M:
        from nfts.data.edition_rows import MintRow

        try:
            return self.read(MintRow.get(id_, self._part, consistent_read=True))
        except MintRow.DoesNotExist:
            raise self._absent from None

    def add(self, mint: M) -> M | None:
        """Keep a new one; None if there is one of this id."""
        from pynamodb.exceptions import PutError

        from nfts.data.edition_rows import MintRow

        row = self.row(mint)
        try:
            row.save(condition=MintRow.id.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return None
        return self.read(row)

    def change(self, id_: str, step: Callable[[M], M], known: M | None = None) -> M:
        """Apply a step and keep the outcome; nothing is written if nothing changed.

        `known`, as it was read a moment ago, saves reading it. Reads, steps and writes again when
        somebody else wrote in between; BusyError.
        """
        read = [known] if known else []

        def write() -> M:
            before = read.pop() if read else self.get(id_)
            after = step(before)
            if after == before:
                return before
            row = self.row(after)
            with as_it_was_read():
                row.save()
            return self.read(row)

        return settled(id_, write)

    def looked_at(self, id_: str, at: datetime) -> None:
        """It comes after the others among what is being minted. It is no other for that."""
        store = client("dynamodb")
        try:
            store.update_item(
                TableName=setting("EDITIONS_TABLE"),
                Key={"id": {"S": id_}, "part": {"S": self._part}},
                UpdateExpression="SET since = :since",
                ConditionExpression="under_way = :minting",
                ExpressionAttributeValues={
                    ":since": {"S": f"{rfc3339(at)}#{id_}"},
                    ":minting": {"S": MINTING},
                },
            )
        except store.exceptions.ConditionalCheckFailedException:
            return  # done meanwhile

    def on(self, shelf: str, *, limit: int, after: Key) -> tuple[list[M], Key]:
        """Those on a shelf, the last asked for first."""
        from nfts.data.edition_rows import MintRow

        page = MintRow.by_shelf.query(
            shelf, scan_index_forward=False, limit=limit, last_evaluated_key=after
        )
        return [self.read(row) for row in page], page.last_evaluated_key

    def row(self, mint: M) -> "MintRow":
        from nfts.data.edition_rows import MintRow

        row = MintRow(
            mint.id,
            self._part,
            shelf=self._shelf(mint),
            shelved=f"{rfc3339(mint.asked_at)}#{mint.id}",
            mint=self._form().dump_python(mint, mode="json"),
        )
        due = mint.failure.due(mint.attempt) if mint.failure else None
        if mint.under_way:
            row.under_way = MINTING
            row.since = f"{rfc3339(mint.updated_at)}#{mint.id}"
        elif due:
            row.under_way = WAITING
            row.since = f"{rfc3339(due)}#{mint.id}"
        if mint.revision:
            row.revision = mint.revision
        return row

    def read(self, row: "MintRow") -> M:
        found: Any = self._form().validate_python(row.mint)
        kept: M = replace(found, revision=int(row.revision or 0))
        return kept

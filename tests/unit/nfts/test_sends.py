"""What was signed is kept as it was, and rows from before something more was kept are read."""

from datetime import timedelta

import boto3
import pytest

from nfts.data import sends
from nfts.domain.sending import Seen, Sending
from tests.unit.nfts.test_sending import AT, SENDING

pytestmark = pytest.mark.usefixtures("aws")


def kept(sending: Sending) -> Sending | None:
    return sends.find(sending.account, sending.nonce)


def test_it_is_read_as_it_was_kept() -> None:
    sends.begin(SENDING)
    assert kept(SENDING) == SENDING
    overtaken = Seen(head=100, counted=8, block=None, known=False)
    after = SENDING.taken_up(2, AT).seen(overtaken, "0xb", AT + timedelta(microseconds=1))
    sends.go_on(after, SENDING)
    assert kept(SENDING) == after


def test_a_row_of_before_is_of_the_first_attempt() -> None:
    sends.begin(SENDING.taken_up(3, AT))
    rows = boto3.resource("dynamodb").Table("sends")
    (row,) = rows.scan()["Items"]
    rows.put_item(Item={name: row[name] for name in row if name not in ("attempt", "taken_up_at")})
    assert kept(SENDING) == SENDING

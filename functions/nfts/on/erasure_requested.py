"""Erase a person from NFTChords: all that is here; of what is on the chain nothing goes."""

from didit360 import events
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from nfts.data import edition_people, errands, orders, sheet_people, vouchers, wallets, works


def erasure_requested(detail: Detail) -> None:
    """Safe to repeat."""
    person_id = detail["person_id"]
    sheet_people.erase(person_id)
    orders.erase(person_id)
    vouchers.erase(person_id)
    edition_people.erase(person_id)
    errands.erase(person_id)
    wallets.erase(person_id)
    works.forget(person_id)
    events.publish(
        "erasure_part_done",
        {
            "erasure_id": detail["erasure_id"],
            "person_id": person_id,
            "product": "nfts",
            "at": rfc3339(now()),
        },
    )


handler = on_event(erasure_requested)

"""Write down what NFTChords holds of a person: one file an area."""

from didit360 import events, files
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from didit360.settings import setting
from nfts.data import edition_people, errands, orders, sheet_people, vouchers, wallets

_AREAS = {
    "split_sheets": sheet_people,
    "editions": edition_people,
    "vouchers": vouchers,
    "orders": orders,
    "errands": errands,
    "wallets": wallets,
}


def export_requested(detail: Detail) -> None:
    """Safe to repeat."""
    for name, area in _AREAS.items():
        key = f"{detail['prefix']}nfts/{name}.json"
        files.put_json(setting("EXPORTS_BUCKET"), key, area.export_of(detail["person_id"]))
    events.publish(
        "export_part_ready",
        {
            "export_id": detail["export_id"],
            "person_id": detail["person_id"],
            "product": "nfts",
            "key": key,
            "at": rfc3339(now()),
        },
    )


handler = on_event(export_requested)

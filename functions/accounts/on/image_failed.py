"""A picture cannot be shown: whose avatar it should be reads why."""

from accounts.data import avatars
from didit360.reactions import Detail, on_event


def image_failed(detail: Detail) -> None:
    if detail["purpose"] == "avatar":
        avatars.failed(detail["owner_id"], detail["upload_id"], detail["reason"])


handler = on_event(image_failed)

"""A picture can be shown: an avatar stands on its person's card from now on."""

from accounts.data import avatars
from didit360 import pictures
from didit360.reactions import Detail, on_event


def image_ready(detail: Detail) -> None:
    if detail["purpose"] == "avatar":
        avatars.ready(detail["owner_id"], detail["upload_id"], pictures.kept(detail))


handler = on_event(image_ready)

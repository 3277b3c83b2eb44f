"""A picture on its way in: what its key says of it, and what becomes of its id."""

import re
from dataclasses import dataclass

from didit360.ids import twin


@dataclass(frozen=True, slots=True)
class Sent:
    """`{purpose}/{owner_id}/{subject_id}/{upload_id}`, the only shape of key that a grant gives."""

    purpose: str
    owner_id: str
    subject_id: str
    upload_id: str

    _SHAPE = re.compile(
        r"(avatar|release|playlist|track)/([\w-]{1,64})/([\w-]{1,64})/(upl_[0-7][0-9A-HJKMNP-TV-Z]{25})"
    )

    @classmethod
    def parse(cls, key: str) -> "Sent | None":
        match = cls._SHAPE.fullmatch(key) if key.isascii() else None
        return cls(*match.groups()) if match else None

    @property
    def image_id(self) -> str:
        """One picture an upload, so a repeated event makes nothing new."""
        return twin(self.upload_id, "img")

    @property
    def path(self) -> str:
        return f"images/{self.image_id}/"

    @property
    def about(self) -> dict[str, str]:
        """What both events say of it."""
        return {
            "purpose": self.purpose,
            "owner_id": self.owner_id,
            "subject_id": self.subject_id,
            "upload_id": self.upload_id,
        }


def record_of(owner_id: str, subject_id: str, image_id: str) -> str:
    """Where the streams bucket has what was made of a picture; never served."""
    return f"pictures/{owner_id}/{subject_id}/{image_id}.json"

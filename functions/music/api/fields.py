"""Fields that several operations take."""

from typing import Annotated

from pydantic import StringConstraints

Device = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
"""A name that an app makes up for the device it runs on, and keeps."""

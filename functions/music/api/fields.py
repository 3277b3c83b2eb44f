"""Fields that several operations take."""

from typing import Annotated

from pydantic import StringConstraints

Title = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
"""What people read: one line, not blank, without control characters."""

Device = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
"""A name that an app makes up for the device it runs on, and keeps."""

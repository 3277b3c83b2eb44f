"""Fields that several operations take."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import AfterValidator, Field, StringConstraints

from accounts.domain.profile import MAX_LINK, MAX_LINKS, checked_link, once_each

PersonId = Annotated[str, Path(min_length=1, max_length=128, description="a person's id")]
Person = Annotated[str, Path(min_length=1, max_length=128, description="a person's handle or id")]

Link = Annotated[str, StringConstraints(max_length=MAX_LINK), AfterValidator(checked_link)]
Links = Annotated[
    list[Link],
    Field(max_length=MAX_LINKS, description="https addresses, none of them twice"),
    AfterValidator(once_each),
]

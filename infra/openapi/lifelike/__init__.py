"""Values that the examples of the documents are made of."""

from infra.openapi.lifelike.answers import IN, But
from infra.openapi.lifelike.requests import PARAMETERS, WHOLE
from infra.openapi.lifelike.values import NOW, PERSON, PREFIXES, ULID, VALUES

__all__ = ["IN", "NOW", "PARAMETERS", "PERSON", "PREFIXES", "ULID", "VALUES", "WHOLE", "But"]

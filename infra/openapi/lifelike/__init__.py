"""Values that the examples of the documents are made of."""

from infra.openapi.lifelike import answers, editions, market, requests, selling, wallets
from infra.openapi.lifelike.answers import But
from infra.openapi.lifelike.values import NOW, PERSON, PREFIXES, ULID, VALUES

IN = answers.IN | editions.IN | wallets.IN | selling.IN | market.IN
WHOLE = requests.WHOLE | editions.WHOLE | wallets.WHOLE | selling.WHOLE
PARAMETERS = requests.PARAMETERS | selling.PARAMETERS | market.PARAMETERS

__all__ = ["IN", "NOW", "PARAMETERS", "PERSON", "PREFIXES", "ULID", "VALUES", "WHOLE", "But"]

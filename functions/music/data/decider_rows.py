"""Moderators' pseudonyms in the catalogue table, as a PynamoDB model. Imported when first used."""

import os

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from didit360.settings import setting


class DeciderRow(Model):
    """A moderator and the pseudonym that stands with their decisions, kept twice:

    - a person's pseudonym, `decides#<person>` (get; written when they first decide)
    - whose a pseudonym is, `decider#<pseudonym>` (get)
    """

    class Meta:
        table_name = setting("CATALOGUE_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    person_id = UnicodeAttribute()
    pseudonym = UnicodeAttribute()

"""What is counted from plays, as PynamoDB models. Imported when first used."""

import os

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class ByScore(GlobalSecondaryIndex["CountRow"]):
    """Sparse: only entries of charts have a score."""

    class Meta:
        index_name = "by_score"
        projection = AllProjection()

    chart = UnicodeAttribute(hash_key=True)
    score = NumberAttribute(range_key=True)


class CountRow(Model):
    """A counter that plays add to.

    - a chart's best: chart `<kind>#<window>#<country>#<genre>`, entry a track (by_score)
    - an artist's tracks of the last days: chart `artist#<artist>`, entry `<date>#<track>` (query)
    - a track's plays: chart `track#<track>`, entry `all` (get)
    - a play that was counted, so that it is not again: chart `play#<play>`, entry `counted`
    """

    class Meta:
        table_name = setting("CHARTS_TABLE")
        region = os.environ.get("AWS_REGION")

    chart = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)
    score = NumberAttribute(null=True)
    plays = NumberAttribute(null=True)
    expires = NumberAttribute(null=True)

    by_score = ByScore()

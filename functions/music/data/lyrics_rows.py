"""The rows of lyrics in the catalogue table. Imported when first used: see music.data.lyrics."""

import os

from pynamodb.attributes import JSONAttribute, UnicodeAttribute
from pynamodb.models import Model

from didit360.settings import setting


class LyricsRow(Model):
    """A track's lyrics, `lyrics#<track>`: got, written and removed by the track's id."""

    class Meta:
        table_name = setting("CATALOGUE_TABLE")
        region = os.environ.get("AWS_REGION")

    id = UnicodeAttribute(hash_key=True)
    plain = UnicodeAttribute()
    lines = JSONAttribute(null=True)
    """[[milliseconds, text, [[milliseconds, word], ...]], ...]"""

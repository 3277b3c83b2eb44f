"""The media table as a PynamoDB model. Imported when first used: see media.data.jobs."""

import os
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from didit360.settings import setting


class Retiring(GlobalSecondaryIndex["UploadRow"]):
    """Sparse: only rows that wait for their end have its keys."""

    class Meta:
        index_name = "retiring"
        projection = AllProjection()

    retiring = UnicodeAttribute(hash_key=True)
    retire_at = UnicodeAttribute(range_key=True)


class UnderWay(GlobalSecondaryIndex["UploadRow"]):
    """Sparse: only uploads that have arrived and not ended have its keys."""

    class Meta:
        index_name = "under_way"
        projection = AllProjection()

    under_way = UnicodeAttribute(hash_key=True)
    uploaded_at = UnicodeAttribute(range_key=True)


class UploadRow(Model):
    """One upload and its job; or, with a run id as `upload_id`, a run that another one replaced.

    - an upload by its media id and its own id (get, conditional updates)
    - all uploads of a media id (query: to retire older ones, to release all)
    - rows whose end has come (retiring, by time)
    - uploads that have arrived and not ended (under_way, by time)
    - written first by didit360.uploads with the grant, and with the end that it has if unused
    """

    class Meta:
        table_name = setting("MEDIA_TABLE")
        region = os.environ.get("AWS_REGION")

    media_id = UnicodeAttribute(hash_key=True)
    upload_id = UnicodeAttribute(range_key=True)
    product = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    object_key = UnicodeAttribute()
    size = NumberAttribute()
    content_type = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    normalise = BooleanAttribute(null=True)
    av1 = BooleanAttribute(null=True)
    follows = UnicodeAttribute(null=True)
    """What the artist asked for with the upload; not asked for when absent."""
    state = UnicodeAttribute()
    multipart_id = UnicodeAttribute(null=True)
    uploaded_at = UnicodeAttribute(null=True)
    object_version = UnicodeAttribute(null=True)
    sequencer = UnicodeAttribute(null=True)
    """Padded, so that it compares as S3 orders events: media.domain.jobs.ordered."""
    run_id = UnicodeAttribute(null=True)
    """Of the newest object version."""
    published_run = UnicodeAttribute(null=True)
    """The run that listeners may be hearing."""
    published_version = UnicodeAttribute(null=True)
    published_at = UnicodeAttribute(null=True)
    unsaid = JSONAttribute(null=True)
    """Of a run that was published but not yet told of: what its media_ready says of the stream."""
    chunks = NumberAttribute(null=True)
    decoded_first = BooleanAttribute(null=True)
    chunk_progress: MapAttribute[str, Any] = MapAttribute(null=True)
    percent = NumberAttribute(null=True)
    reason = JSONAttribute(null=True)
    retiring = UnicodeAttribute(null=True)
    retire_at = UnicodeAttribute(null=True)
    under_way = UnicodeAttribute(null=True)

    by_end = Retiring()
    by_arrival = UnderWay()

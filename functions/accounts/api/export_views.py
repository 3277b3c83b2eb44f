"""What the API shows of an export."""

from pydantic import Field

from accounts.data import archive
from accounts.domain.my_data import Export, ExportState
from didit360.clock import now, rfc3339
from didit360.http import Model


class DownloadView(Model):
    url: str = Field(description="a zip file of JSON files; no token is sent with it")
    expires_at: str


class ExportView(Model):
    id: str
    state: ExportState
    asked_at: str
    reason: str | None = Field(description="of a failed one")
    size: int | None = Field(description="bytes")
    expires_at: str | None = Field(description="the archive is removed then")
    download: DownloadView | None


def export_view(export: Export) -> ExportView:
    state, download = export.state(now()), None
    if state is ExportState.READY and export.expires_at is not None:
        url, until = archive.link(export.archive, export.expires_at)
        download = DownloadView(url=url, expires_at=rfc3339(until))
    return ExportView(
        id=export.id,
        state=state,
        asked_at=rfc3339(export.asked_at),
        reason=export.reason,
        size=export.size,
        expires_at=rfc3339(export.expires_at) if export.expires_at else None,
        download=download,
    )

"""Media files made by the very ffmpeg under test, and jobs over them."""

from collections.abc import Sequence
from pathlib import Path

import boto3

from media.data import ffmpeg
from media.domain.jobs import Job, run_id_of

MEDIA = "med_01K9QZ4T7M5V3N8X2B6C1D0EFG"
EARLIER = "upl_01K9QZ5A1P9R7S4T6V8W0XYZAA"
UPLOAD = "upl_01K9QZ5A1P9R7S4T6V8W0XYZAB"
OWNER = "0b7c1f6e-8a53-4f3e-9d53-2f6f0c1f7a10"


def sine(
    *, seconds: float = 3, rate: int = 44_100, level: float = -18, hertz: int = 997
) -> list[str]:
    """A lavfi input: a sine whose peak is `level` dBFS."""
    # lavfi's sine is an eighth of full scale.
    source = f"sine=f={hertz}:r={rate}:d={seconds},volume={level + 18.0618}dB:precision=double"
    return ["-f", "lavfi", "-i", source]


def film(*, seconds: float = 2, size: str = "322x182", rate: str = "30") -> list[str]:
    return ["-f", "lavfi", "-i", f"testsrc2=s={size}:d={seconds}:r={rate}"]


def make(path: Path, arguments: Sequence[str]) -> Path:
    ffmpeg.run([*arguments, str(path)], seconds=60)
    return path


def stored(path: Path, kind: str = "audio", upload_id: str = UPLOAD) -> Job:
    """Put a file where an artist's upload would be, and name its job."""
    key = f"{OWNER}/{MEDIA}/{upload_id}"
    body = path.read_bytes()
    answer = boto3.client("s3").put_object(Bucket="originals", Key=key, Body=body)
    version = answer["VersionId"]
    return Job(
        media_id=MEDIA,
        upload_id=upload_id,
        run_id=run_id_of(upload_id, version),
        owner_id=OWNER,
        kind=kind,
        bucket="originals",
        key=key,
        version_id=version,
        size=len(body),
    )


def streamed() -> dict[str, bytes]:
    """Everything in the streams bucket."""
    s3 = boto3.client("s3")
    found = s3.list_objects_v2(Bucket="streams").get("Contents", [])
    return {
        item["Key"]: s3.get_object(Bucket="streams", Key=item["Key"])["Body"].read()
        for item in found
    }


def versions() -> list[tuple[str, str]]:
    """Every object version in the originals bucket, delete markers too."""
    answer = boto3.client("s3").list_object_versions(Bucket="originals")
    items = [*answer.get("Versions", []), *answer.get("DeleteMarkers", [])]
    return [(item["Key"], item["VersionId"]) for item in items]

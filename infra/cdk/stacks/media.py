"""Media: what artists upload, what listeners stream, and the workflow between the two."""

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from infra.cdk.parts.bucket import Bucket, Lifetime, Part, Uploads
from infra.cdk.parts.function import Shape
from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.parts.signing import MediaKeys
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Index, Table
from infra.cdk.settings import WORKERS
from infra.cdk.stacks.transcode import Steps, transcode


class MediaStack(Room):
    def __init__(self, platform: Platform, around: Surroundings, logs: s3.IBucket) -> None:
        super().__init__(platform, "media")
        originals = Bucket(
            self,
            "Originals",
            variable="ORIGINALS_BUCKET",
            logs=logs,
            versioned=True,
            tells=True,
            cors=_uploads_from(self.stage.origins),
        )
        self.streams = streams = Bucket(
            self,
            "Streams",
            variable="STREAMS_BUCKET",
            logs=logs,
            lifetimes=[Lifetime("work/", days=7)],
        )
        self.pictures = pictures = Bucket(
            self,
            "Pictures",
            variable="PICTURES_BUCKET",
            logs=logs,
            tells=True,
            lifetimes=[Lifetime("", days=1)],
            cors=_uploads_from(self.stage.origins),
        )
        _served_by_cloudfront(streams)
        table = Table(
            self,
            "Uploads",
            variable="MEDIA_TABLE",
            key="media_id",
            sort="upload_id",
            indexes=[
                Index("retiring", key="retiring", sort="retire_at"),
                Index("under_way", key="under_way", sort="uploaded_at"),
            ],
        )
        fingerprints = Table(
            self, "Fingerprints", variable="FINGERPRINTS_TABLE", key="part", sort="run_id"
        )
        self.uploads = Uploads(originals, table)
        self.media = media = Product(self, "media", around)
        self.keys = MediaKeys(self, media)

        told = ["media_progressed"]
        steps = Steps(
            probe=media.step(
                "probe",
                shape=Shape(memory=2048, seconds=600, disk=10240),
                layers=["ffmpeg"],
                reads=[originals],
                writes=[table],
                publishes=told,
            ),
            plan=media.step(
                "plan",
                shape=Shape(memory=256, seconds=30),
                environment={WORKERS: str(self.stage.transcode_workers)},
                writes=[table],
                publishes=told,
            ),
            decode=media.step(
                "decode",
                shape=Shape(memory=4096, seconds=900, disk=10240),
                layers=["ffmpeg"],
                reads=[originals],
                writes=[streams, table],
                publishes=told,
            ),
            encode=media.step(
                "encode",
                shape=Shape(memory=8192, seconds=900, disk=10240),
                layers=["ffmpeg"],
                reads=[originals],
                writes=[streams, table],
                publishes=told,
            ),
            certify=media.step(
                "certify",
                shape=Shape(memory=4096, seconds=900, disk=2048),
                layers=["ffmpeg", "numeric"],
                reads=[streams],
                writes=[streams, table],
                publishes=told,
            ),
            progressive=media.step(
                "progressive",
                shape=Shape(memory=2048, seconds=900, disk=10240),
                writes=[streams, table],
                publishes=told,
            ),
            measure=media.step(
                "measure",
                shape=Shape(memory=4096, seconds=900, disk=10240),
                layers=["ffmpeg", "numeric"],
                reads=[originals],
                writes=[streams],
            ),
            artwork=media.step(
                "artwork",
                shape=Shape(memory=4096, seconds=900, disk=10240),
                layers=["ffmpeg", "images"],
                reads=[originals],
                writes=[streams],
            ),
            storyboard=media.step(
                "storyboard",
                shape=Shape(memory=4096, seconds=900, disk=10240),
                layers=["ffmpeg", "images"],
                reads=[originals],
                writes=[streams],
            ),
            fingerprint=media.step(
                "fingerprint",
                shape=Shape(memory=2048, seconds=900, disk=10240),
                layers=["ffmpeg", "numeric"],
                reads=[originals, table],
                writes=[fingerprints],
                publishes=["media_matched"],
            ),
            package=media.step(
                "package",
                shape=Shape(memory=1024, seconds=300),
                writes=[streams, table],
                publishes=told,
            ),
            publish=media.step(
                "publish",
                shape=Shape(memory=512, seconds=300),
                writes=[streams, table, fingerprints],
                erases=[streams],
                publishes=["media_ready"],
            ),
            fail=media.step(
                "fail",
                shape=Shape(memory=512, seconds=300),
                reads=[streams],
                writes=[table, fingerprints],
                erases=[originals, streams],
                publishes=["media_failed", "media_ready"],
            ),
        )
        self.workflow = transcode(self, steps, around.alarms)

        media.on(
            "original_uploaded",
            of=originals.arrivals(),
            writes=[table],
            erases=[originals],
            starts=[self.workflow],
            publishes=["media_uploaded"],
        )
        media.on(
            "picture_uploaded",
            of=pictures.arrivals(),
            shape=Shape(memory=3072, seconds=300),
            layers=["images"],
            reads=[pictures],
            writes=[streams],
            erases=[pictures],
            publishes=["image_ready", "image_failed"],
        )
        media.on(
            "media_uploaded",
            shape=Shape(memory=1024, seconds=60),
            layers=["tags"],
            reads=[originals, table],
            publishes=["media_tagged"],
        )
        media.on("image_released", erases=[streams])
        media.on("media_released", writes=[table, fingerprints], erases=[originals, streams])
        media.on(
            "erasure_requested",
            shape=Shape(seconds=900),
            surveys=[originals],
            reads=[streams, pictures],
            writes=[table, fingerprints],
            erases=[originals, streams, pictures],
            publishes=["erasure_part_done"],
        )
        media.on(
            "export_requested",
            shape=Shape(seconds=900),
            surveys=[originals],
            reads=[streams, table],
            writes=[Part(around.exports, media.name)],
            publishes=["export_part_ready"],
        )
        media.schedule(
            "sweep",
            Duration.minutes(15),
            shape=Shape(seconds=300),
            surveys=[originals, streams, pictures, self.workflow],
            starts=[self.workflow],
            reads=[streams],
            publishes=["media_uploaded", "media_failed", "media_ready", "image_failed"],
            writes=[table, fingerprints, pictures],
            erases=[originals, streams, pictures],
        )


def _uploads_from(origins: tuple[str, ...]) -> list[s3.CorsRule]:
    if not origins:
        return []
    return [
        s3.CorsRule(
            allowed_origins=list(origins),
            allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.PUT],
            allowed_headers=["Content-Type"],
            exposed_headers=["ETag"],
            max_age=3600,
        )
    ]


def _served_by_cloudfront(streams: Bucket) -> None:
    """Let this account's distributions read what is for listeners, and no scratch.

    The distribution is in another stack that needs this one, so it cannot be named here.
    """
    stack = Room.of(streams)
    streams.bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="CloudFrontReadsStreams",
            principals=[iam.ServicePrincipal("cloudfront.amazonaws.com")],
            actions=["s3:GetObject"],
            resources=[streams.bucket.arn_for_objects(below) for below in ("media/*", "images/*")],
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                "ArnLike": {
                    "aws:SourceArn": f"arn:{stack.partition}:cloudfront::{stack.account}"
                    ":distribution/*"
                },
            },
        )
    )

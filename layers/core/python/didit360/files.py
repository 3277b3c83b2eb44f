"""Files written into S3 while they are made: of none is more in memory than a part of an upload."""

import json
from collections.abc import Iterator, Mapping
from io import RawIOBase
from typing import Any

from didit360.clients import client

_PART_BYTES = 8 * 1024**2
"""At least 5 MiB, says S3; 10,000 of them are 78 GiB."""


class Upload(RawIOBase):
    """A file that can only be written on, and is in S3 once it is finished, or not at all."""

    def __init__(self, bucket: str, key: str, content_type: str) -> None:
        self._s3: Any = client("s3")
        self._where: dict[str, Any] = {"Bucket": bucket, "Key": key}
        self._type = content_type
        self._upload: dict[str, Any] | None = None
        self._waiting = bytearray()
        self._parts: list[dict[str, Any]] = []
        self._size = 0
        self._finished = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = memoryview(data).cast("B")
        self._waiting += block
        while len(self._waiting) >= _PART_BYTES:
            self._send(_PART_BYTES)
        return len(block)

    def finish(self) -> int:
        """Join what was written; its bytes."""
        if self._upload is None:
            body = bytes(self._waiting)
            self._s3.put_object(**self._where, ContentType=self._type, Body=body)
            self._size = len(body)
        else:
            if self._waiting:
                self._send(len(self._waiting))
            parts = {"Parts": self._parts}
            self._s3.complete_multipart_upload(**self._upload, MultipartUpload=parts)
        self._finished = True
        return self._size

    def close(self) -> None:
        if not self.closed and not self._finished and self._upload is not None:
            self._s3.abort_multipart_upload(**self._upload)
        super().close()

    def _send(self, size: int) -> None:
        if self._upload is None:
            began = self._s3.create_multipart_upload(**self._where, ContentType=self._type)
            self._upload = {**self._where, "UploadId": began["UploadId"]}
        number = len(self._parts) + 1
        sent = self._s3.upload_part(
            **self._upload, PartNumber=number, Body=bytes(self._waiting[:size])
        )
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        self._size += size
        del self._waiting[:size]


def put_json(bucket: str, key: str, content: Any) -> int:
    """Keep something as JSON; its bytes.

    An iterator, alone or as a value of a mapping, is written as a list while it is read.
    """
    with Upload(bucket, key, "application/json") as file:
        for piece in _pieces(content):
            file.write(piece.encode())
        return file.finish()


def _pieces(content: Any) -> Iterator[str]:
    if isinstance(content, Mapping):
        yield "{"
        for number, (name, value) in enumerate(content.items()):
            yield f"{',' if number else ''}\n{json.dumps(name, ensure_ascii=False)}: "
            yield from _pieces(value) if isinstance(value, Iterator) else [_text(value)]
        yield "\n}"
    elif isinstance(content, Iterator):
        yield "["
        for number, item in enumerate(content):
            yield f"{',' if number else ''}\n{_text(item)}"
        yield "\n]"
    else:
        yield _text(content)


def _text(value: Any) -> str:
    return json.dumps(value, indent=1, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)

"""Why a file is refused, each reason as a sentence that its artist can act on."""

import re

from media.domain.accepted import begins_as_media

FORMATS = (
    "WAV, FLAC, ALAC, AIFF, MP3, M4A, Ogg Vorbis, Opus or WMA for audio, "
    "and MP4, MOV, MKV, WebM or AVI for video"
)

SENTENCES = {
    "empty": "The file is empty. Choose it again and upload it once more.",
    "too_big": "The file is larger than 5 GiB. Export it with a lower bit rate and upload that.",
    "unsupported_container": f"This kind of file is not accepted. Send {FORMATS}.",
    "unsupported_codec": (
        f"The file's sound or picture is coded in a way that is not accepted. Send {FORMATS}."
    ),
    "unsupported_sample_rate": (
        "The sample rate is outside 8 to 192 kHz. Export the track at 44.1 or 48 kHz."
    ),
    "unsupported_channels": (
        "The file has more than six channels. Export it as mono, stereo or 5.1."
    ),
    "no_streams": f"There is no sound and no picture in this file. Send {FORMATS}.",
    "no_audio": "There is no sound in this file. Export the track again and upload that.",
    "no_picture": "There is no moving picture in this file. Send it as audio, or another file.",
    "encrypted": (
        "The file is copy-protected. Upload a version without protection, such as your own export."
    ),
    "broken": (
        "The file is damaged or incomplete. Play it on your own machine; if it stops or is silent "
        "there too, export it again, and upload that."
    ),
    "cut_off": (
        "The file ends before its own stated length, so its upload or export was probably cut "
        "off. Export it again and upload that."
    ),
    "too_short": "The track is shorter than one second. Upload the whole track.",
    "too_long": "The track is longer than 24 hours. Split it and upload the parts.",
    "too_large": "The picture is larger than 8192 pixels on a side. Export it in 4K or smaller.",
    "too_many_streams": (
        "The file has more than 64 tracks. Export it with one picture and one sound, and upload "
        "that."
    ),
    "too_demanding": (
        "Preparing this file takes more memory than we allow. Export it again, as a plain MP4 for "
        "video or WAV for audio, and upload that."
    ),
    "too_small": "The picture is smaller than 16 pixels on a side. Export it in full size.",
}

OURS = {
    "internal": (
        "Something failed on our side, not in your file. We have kept the file; upload it again "
        "in a while, and if this stays so, write to support."
    ),
    "timeout": (
        "Preparing this file took longer than we allow, which is our limit and not a fault in "
        "your file. We have kept it; upload it again later, or split a very long recording."
    ),
}


TIMED_OUT = {"States.Timeout", "Sandbox.Timedout", "ToolTimedOut"}
"""Step Functions' clock, Lambda's, and the one that we set on ffmpeg, which rings first."""


class Rejected(Exception):  # noqa: N818  the state machine knows it by this name
    """The file's own fault: never retried, and `message` is shown to the artist.

    As text it is `code: message`, which is all that Step Functions passes on.
    """

    def __init__(self, code: str, message: str | None = None) -> None:
        self.code = code
        self.message = message or SENTENCES[code]
        super().__init__(f"{code}: {self.message}")


class Misplaced(Exception):  # noqa: N818  named for what happened
    """Chunks do not lie where the source has them, though nothing was sought: the fault is ours."""


def reason(error: str, cause: str) -> dict[str, str]:
    """`{code, message}` for an error name and message as a workflow's Catch gives them.

    Only our own sentences come through: what else an exception says is for the log.
    """
    if error == "Rejected":
        code = cause.partition(":")[0].strip()
        if code in SENTENCES:
            return {"code": code, "message": SENTENCES[code]}
        return {"code": "broken", "message": SENTENCES["broken"]}
    code = "timeout" if error in TIMED_OUT else "internal"
    return {"code": code, "message": OURS[code]}


def of_unreadable(stderr: str, head: bytes) -> Rejected:
    """What ffprobe's last words on a file that begins with `head` mean for the artist."""
    if re.search(r"Codec \(.{1,40}\) not on whitelist", stderr):
        return Rejected("unsupported_codec")
    if "not on whitelist" in stderr:
        return Rejected("unsupported_container")
    if "DRM" in stderr or "ncrypt" in stderr:
        return Rejected("encrypted")
    if "exceeds max_streams" in stderr:
        return Rejected("too_many_streams")
    known = not head or begins_as_media(head)
    return Rejected("broken" if known else "unsupported_container")

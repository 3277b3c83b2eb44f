"""What an upload may be: containers, codecs and bounds."""

SHORTEST_SECONDS = 1.0
LONGEST_SECONDS = 24 * 3600.0
LARGEST_BYTES = 5 * 1024**3
SAMPLE_RATES = range(8_000, 192_001)
MOST_CHANNELS = 6
SIDES = range(16, 8_193)

CONTAINERS = {
    "wav": "wav",
    "w64": "w64",
    "aiff": "aiff",
    "caf": "caf",
    "flac": "flac",
    "mp3": "mp3",
    "mov": "mp4",
    "matroska": "matroska",
    "ogg": "ogg",
    "asf": "asf",
    "avi": "avi",
}
"""The first of ffprobe's names for a demuxer -> ours."""

SOUGHT_EXACTLY = {
    "wav": frozenset({"pcm"}),
    "w64": frozenset({"pcm"}),
    "aiff": frozenset({"pcm"}),
    "caf": frozenset({"pcm"}),
    "flac": frozenset({"flac"}),
    "mp3": frozenset({"mp3"}),
    "mp4": frozenset({"pcm", "aac", "alac"}),
    "ogg": frozenset({"opus"}),
}
"""By container, the codecs of sound in which ffmpeg finds a sample."""

BEGINNINGS = (
    *(b"RIFF", b"RF64", b"BW64", b"riff", b"FORM", b"caff", b"fLaC", b"OggS"),
    *(b"ID3", b"\x1a\x45\xdf\xa3", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
)
BOXES = (b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide", b"pnot", b"udta", b"uuid")
"""The first of an MP4 or a MOV; their sizes stand before them."""

LOSSLESS_AUDIO = frozenset({"flac", "alac", "wmalossless"})
LOSSY_AUDIO = frozenset(
    {
        "aac",
        "ac3",
        "adpcm_ima_qt",
        "adpcm_ima_wav",
        "adpcm_ms",
        "dts",
        "eac3",
        "mp2",
        "mp3",
        "opus",
        "pcm_alaw",
        "pcm_mulaw",
        "vorbis",
        "wmapro",
        "wmav1",
        "wmav2",
    }
)
VIDEO = frozenset(
    {
        "dnxhd",
        "dvvideo",
        "ffv1",
        "h263",
        "h264",
        "hevc",
        "huffyuv",
        "mjpeg",
        "mpeg1video",
        "mpeg2video",
        "mpeg4",
        "msmpeg4v1",
        "msmpeg4v2",
        "msmpeg4v3",
        "prores",
        "qtrle",
        "rawvideo",
        "theora",
        "vc1",
        "vp8",
        "vp9",
        "wmv1",
        "wmv2",
        "wmv3",
    }
)
IMAGES = frozenset({"png", "mjpeg", "bmp", "gif", "webp", "tiff"})
"""As a song's video stream these are its cover."""

PROTECTED_TAGS = frozenset({"drms", "drmi", "p608", "enca", "encv", "aavd"})


def begins_as_media(head: bytes) -> bool:
    """Whether a file's first bytes are those of an accepted container, whatever follows.

    MPEG audio has nothing but eleven ones, which noise has too: every 2048th file of it.
    """
    mpeg = len(head) > 1 and head[0] == 0xFF and head[1] >= 0xE0
    return mpeg or head.startswith(BEGINNINGS) or head[4:8] in BOXES

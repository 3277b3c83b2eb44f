"""A run's two folders of streams: one for every listener, one beside it for what is lossless.

Two, because a signed policy knows one pattern: `{run}/*` opens the first alone, `{run}*` both.
"""

_LOSSLESS = "-lossless"


def beside(folder: str) -> str:
    """`media/x/y-lossless/` of `media/x/y/`."""
    return f"{folder.removesuffix('/')}{_LOSSLESS}/"


def run_of(name: str) -> str:
    """Which run a folder of that name is one of."""
    return name.removesuffix(_LOSSLESS)

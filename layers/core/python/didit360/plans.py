"""What each plan lets a person do. An entitlement is named `<thing>:<what>`."""

from enum import StrEnum


class Plan(StrEnum):
    FREE = "free"
    PREMIUM = "premium"
    ARTIST_PRO = "artist_pro"


ENTITLEMENTS: dict[Plan, frozenset[str]] = {
    Plan.FREE: frozenset({"stream:lossy"}),
    Plan.PREMIUM: frozenset({"stream:lossy", "stream:lossless", "download:offline"}),
    Plan.ARTIST_PRO: frozenset(
        {"stream:lossy", "stream:lossless", "download:offline", "release:schedule"}
    ),
}

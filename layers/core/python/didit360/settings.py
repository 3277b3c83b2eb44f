"""What a function is told by its environment, each variable named once.

CDK sets a variable only on functions that were granted the thing it names, so a missing
one means that the operation touches something its stack does not list.
"""

import os


class MissingSettingError(RuntimeError):
    """The function was not granted what it tries to use."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set: grant it in the product's stack (infra/cdk/stacks)")


def setting(name: str) -> str:
    """The value of one environment variable; MissingSettingError if absent or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise MissingSettingError(name)
    return value


def product() -> str:
    """The product this function belongs to ("music"): also the source of its events."""
    return setting("POWERTOOLS_SERVICE_NAME")


def allowed_origins() -> list[str]:
    """Web origins that may call the API; none when the app is the only client."""
    return [origin for origin in os.environ.get("ALLOWED_ORIGINS", "").split(",") if origin]

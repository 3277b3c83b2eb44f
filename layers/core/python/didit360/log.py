"""The structured logger: one JSON line a message, tagged with product and request."""

from functools import cache

from aws_lambda_powertools import Logger


@cache
def logger() -> Logger:
    return Logger()

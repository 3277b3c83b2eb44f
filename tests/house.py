"""What tests of a running house share: people who are signed in, and waiting."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

from infra.cli.account import Account
from infra.cli.client import Client
from infra.local.stack import LocalStack

T = TypeVar("T")
PASSWORD = "Correct-horse-battery-1"


@dataclass
class Person:
    """Somebody signed in: `client` for what an app does, `call` for everything else."""

    house: LocalStack
    account: Account
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.account)

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> requests.Response:
        """One request through the edge, with the person's token."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{self.house.url}{path}",
            json=json,
            headers={"Authorization": f"Bearer {self.account.id_token}"} | told,
            timeout=30,
        )


def wait_until(
    condition: Callable[[], T | None], seconds: float = 30, what: str = "the condition"
) -> T:
    """Ask again until the answer is true, and give it; fails when that takes too long."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"{what} did not come about within {seconds} s"
        time.sleep(0.05)

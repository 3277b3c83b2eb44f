"""Whom the command acts for: tokens from `didit360 login`, or the local stack's demo artist."""

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import requests
import typer

ROOT = Path(__file__).resolve().parents[2]
_MARGIN = 60


class AccountError(Exception):
    """Signing in did not work; the text says what to do."""


@dataclass(frozen=True)
class Stack:
    """Where a deployed stack answers, and the app client that people sign in with."""

    url: str
    client_id: str
    cognito: str

    @classmethod
    def local(cls) -> "tuple[Stack, dict[str, str]] | None":
        """The stack that runs on this machine and its demo artist, if there is one."""
        home = Path(os.environ.get("DIDIT360_HOME", ROOT / ".local" / "main"))
        path = Path(os.environ.get("DIDIT360_STACK", home / "stack.json"))
        if not path.is_file():
            return None
        said = json.loads(path.read_text())
        url, outputs = said["url"], said["outputs"]
        return cls(url, outputs["client_id"], f"{url}/cognito/"), outputs.get("demo") or {}


@dataclass(frozen=True)
class Account:
    """A signed-in person; `until` is when the id token ends, in Unix seconds."""

    stack: Stack
    email: str
    id_token: str
    refresh_token: str
    until: float

    def fresh(self) -> "Account":
        """The same person with an id token that is still good."""
        if time.time() < self.until - _MARGIN:
            return self
        said = _initiate(self.stack, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=self.refresh_token)
        return replace(self, id_token=said["IdToken"], until=time.time() + said["ExpiresIn"])


def sign_in(stack: Stack, email: str, password: str) -> Account:
    """Sign in with a password (the app client must allow that flow, as the local one does)."""
    said = _initiate(stack, "USER_PASSWORD_AUTH", USERNAME=email, PASSWORD=password)
    until = time.time() + said["ExpiresIn"]
    return Account(stack, email, said["IdToken"], said["RefreshToken"], until)


def current() -> Account:
    """Who is signed in; without a login, the demo artist of the stack on this machine."""
    local = Stack.local()
    kept = _kept()
    if kept and (local is None or kept.stack == local[0]):
        account = kept.fresh()
        if account is not kept:
            keep(account)
        return account
    if local is None:
        raise AccountError("No stack runs here and nobody is signed in: `make up`, or login.")
    stack, demo = local
    if not demo:
        raise AccountError("Nobody is signed in: `didit360 login`.")
    return sign_in(stack, demo["email"], demo["password"])


def keep(account: Account) -> Path:
    """Store the login where only this user reads it."""
    path = folder() / "login.json"
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    # Made private before anything is in it, and whole before it replaces the old one.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(account), file)
    temporary.replace(path)
    return path


def forget() -> None:
    """Remove the stored login."""
    (folder() / "login.json").unlink(missing_ok=True)


def folder() -> Path:
    """Where the command keeps what is this user's own."""
    path = Path(os.environ.get("DIDIT360_CONFIG") or typer.get_app_dir("didit360"))
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _kept() -> Account | None:
    try:
        raw = json.loads((folder() / "login.json").read_text())
        return Account(**raw | {"stack": Stack(**raw["stack"])})
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def _initiate(stack: Stack, flow: str, **parameters: str) -> dict[str, Any]:
    target = "AWSCognitoIdentityProviderService.InitiateAuth"
    body = {"ClientId": stack.client_id, "AuthFlow": flow, "AuthParameters": parameters}
    headers = {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    try:
        answer = requests.post(stack.cognito, json.dumps(body), headers=headers, timeout=30)
        said: dict[str, Any] = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise AccountError(f"{stack.url} does not answer: is the stack up?") from error
    if not answer.ok:
        why = said.get("message") or said.get("detail") or answer.reason
        raise AccountError(f"{why} (`didit360 login` signs in again.)")
    if "AuthenticationResult" not in said:
        raise AccountError("This account needs a step that this command cannot do.")
    result: dict[str, Any] = said["AuthenticationResult"]
    return result

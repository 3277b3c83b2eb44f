"""Who the command acts for: the kept login, the demo artist, or a sentence that says neither."""

import json
import stat
import time
from pathlib import Path

import pytest

from infra.cli import account
from infra.cli.account import AccountError, Stack
from tests.unit.cli import conftest
from tests.unit.cli.conftest import Platform


def deploy(platform: Platform, tmp_path: Path, **more: object) -> None:
    said = {"url": platform.url, "outputs": {"client_id": "client"} | more}
    (tmp_path / "stack.json").write_text(json.dumps(said))


def test_a_login_is_kept_where_only_the_user_reads_it(platform: Platform) -> None:
    path = account.keep(platform.client().account)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert account.current().id_token == "token"
    account.forget()
    with pytest.raises(AccountError, match="make up"):
        account.current()


def test_an_old_token_is_renewed_and_kept(platform: Platform) -> None:
    stack = platform.client().account.stack
    account.keep(conftest.account(stack, until=time.time() - 5))
    assert account.current().until > time.time()
    assert account.current().until > time.time()
    assert platform.asked["refresh"] == 1


def test_the_demo_artist_is_the_default_on_this_machine(platform: Platform, tmp_path: Path) -> None:
    deploy(platform, tmp_path, demo={"email": "demo@didit360.example", "password": "right"})
    assert account.current().email == "demo@didit360.example"


def test_a_login_elsewhere_is_not_used_for_the_stack_here(
    platform: Platform, tmp_path: Path
) -> None:
    elsewhere = Stack("https://elsewhere.example", "other", "https://elsewhere.example/c")
    account.keep(conftest.account(elsewhere, until=time.time() + 999))
    deploy(platform, tmp_path)
    with pytest.raises(AccountError, match="login"):
        account.current()


def test_a_wrong_password_says_what_cognito_says(platform: Platform) -> None:
    stack = Stack(platform.url, "client", f"{platform.url}/cognito/")
    with pytest.raises(AccountError, match="Incorrect username"):
        account.sign_in(stack, "a@b.example", "wrong")
    with pytest.raises(AccountError, match="does not answer"):
        account.sign_in(Stack("http://127.0.0.1:9", "c", "http://127.0.0.1:9/"), "a", "right")

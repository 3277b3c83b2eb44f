"""The page, its parts and the API documents: what is served, and under which policy."""

import json
import re
from pathlib import Path

import pytest
import requests
from aiohttp import web

from infra.local.edge import documents
from tests.serving import serving
from tests.unit.edge.conftest import ROOT, Edge

DOCUMENT = {
    "info": {"title": "Music", "version": "1", "description": "<b>Tracks</b>"},
    "paths": {
        "/tracks": {
            "post": {
                "summary": "Register a track",
                "requestBody": {"content": {}},
                "responses": {"201": {"description": "Created"}},
                "parameters": [{"name": "Idempotency-Key", "in": "header", "required": True}],
            }
        }
    },
    "components": {"schemas": {"NewTrack": {"type": "object"}}},
}


def test_the_page_loads_nothing_from_elsewhere(edge: Edge) -> None:
    answer = requests.get(edge.url, timeout=10)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert edge.endpoint in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for reference in ("http://", "https://", "onclick=", "<script>", "style="):
        assert reference not in answer.text


def test_only_the_pages_own_files_are_served(edge: Edge) -> None:
    kind = requests.get(f"{edge.url}/page/app.js", timeout=10).headers["Content-Type"]
    assert kind == "text/javascript; charset=utf-8"
    for path in ("/page/absent.js", "/page/..%2fapp.py", "/page/", "/favicon.ico", "/.git/config"):
        assert requests.get(edge.url + path, timeout=10).status_code == 404


def test_the_page_is_told_what_it_needs_and_no_more(edge: Edge) -> None:
    config = requests.get(f"{edge.url}/config.json", timeout=10).json()
    assert config == {"region": "eu-west-1", "client_id": "client", "demo": None}
    assert requests.get(f"{edge.url}/healthz", timeout=10).json() == {"status": "ok"}


def test_another_name_of_this_machine_is_sent_to_the_one_that_grants_name(edge: Edge) -> None:
    answer = requests.get(
        edge.url, headers={"Host": "localhost:1"}, allow_redirects=False, timeout=10
    )
    assert (answer.status_code, answer.headers["Location"]) == (307, f"{edge.url}/")


@pytest.mark.skipif(not (ROOT / "node_modules" / "hls.js").is_dir(), reason="npm ci has not run")
def test_the_player_comes_from_this_machine(edge: Edge) -> None:
    answer = requests.get(f"{edge.url}/vendor/hls.js", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert len(answer.content) > 100_000


def test_documents_are_shown_and_escaped(tmp_path: Path) -> None:
    (tmp_path / "music.json").write_text(json.dumps(DOCUMENT))
    app = web.Application()
    documents.add_to(app, tmp_path)
    with serving(app) as url:
        page = requests.get(f"{url}/docs", timeout=10).text
        assert "/music/tracks" in page
        assert "Idempotency-Key" in page
        assert "&lt;b&gt;Tracks" in page
        assert requests.get(f"{url}/docs/music.json", timeout=10).json() == DOCUMENT
        assert requests.get(f"{url}/docs/other.json", timeout=10).status_code == 404


def test_without_documents_the_page_says_how_to_make_them() -> None:
    assert "make docs" in documents.render({})


def test_the_page_asks_for_passwords_that_the_pool_takes(edge: Edge) -> None:
    policy = (ROOT / "infra/cdk/stacks/identity.py").read_text()
    shortest = re.search(r"min_length=(\d+)", policy)
    assert shortest
    page = requests.get(edge.url, timeout=10).text
    assert f'minlength="{shortest[1]}"' in page
    hint = page.split('id="password-help"')[1].split("</p>")[0]
    assert f"{shortest[1]} characters" in hint
    for kind, word in {"digits": "digit", "symbols": "symbol", "uppercase": "upper"}.items():
        assert (f"require_{kind}=True" in policy) == (word in hint)

"""What docs/accounts.md shows works as it stands there, from the top, in one shell."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from infra.local.stack import LocalStack

DOCS = Path(__file__).parents[2] / "docs" / "accounts.md"


@pytest.mark.skipif(shutil.which("jq") is None, reason="the examples take jq")
def test_the_examples_run(house: LocalStack, tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCS.read_text(), re.MULTILINE | re.DOTALL)
    script = "\n".join(blocks)
    assert "http://127.0.0.1:8360" in script
    Image.radial_gradient("L").resize((800, 800)).convert("RGB").save(tmp_path / "me.jpg")

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script.replace("http://127.0.0.1:8360", house.url)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    assert "urn:didit360:problem" not in done.stdout, done.stdout[-4000:]
    assert "__type" not in done.stdout, done.stdout[-4000:]
    assert '"birth_date_known":true' in done.stdout
    assert "erasure_id" in done.stdout
    assert (tmp_path / "didit360.zip").read_bytes().startswith(b"PK")

"""Templates are synthesized again when they could differ, and only then."""

from pathlib import Path

import pytest

from infra.local.deploy.synth import Target, fingerprint

ROUTE = '@app.get("/tracks")\ndef list_tracks():\n    return {body}\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "cdk.json": "{}",
        "requirements/dev.txt": "aws-cdk-lib==2",
        "infra/cdk/app.py": "one",
        "functions/music/api/list_tracks.py": ROUTE.format(body=1),
        "functions/music/on/media_ready.py": "",
        "layers/core/requirements.txt": "",
        "layers/core/python/didit360/http.py": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("infra/cdk/app.py", "two"),
        ("cdk.json", '{"context": {}}'),
        ("requirements/dev.txt", "aws-cdk-lib==3"),
        ("functions/music/api/list_tracks.py", ROUTE.format(body=1).replace("/tracks", "/all")),
        ("functions/music/api/get_track.py", ROUTE.format(body=1)),
        ("functions/music/on/media_failed.py", ""),
    ],
)
def test_what_a_template_is_made_from_counts(root: Path, name: str, text: str) -> None:
    before = fingerprint(root, Target())
    (root / name).write_text(text)
    assert fingerprint(root, Target()) != before


def test_the_code_inside_a_function_counts_only_in_a_package(root: Path) -> None:
    before = [fingerprint(root, Target()), fingerprint(root, Target(bundle=True))]
    (root / "functions/music/api/list_tracks.py").write_text(ROUTE.format(body=2))
    after = [fingerprint(root, Target()), fingerprint(root, Target(bundle=True))]
    assert [a == b for a, b in zip(after, before, strict=True)] == [True, False]


def test_stages_and_machines_differ(root: Path) -> None:
    targets = [Target(), Target(stage="dev"), Target(arch="x86_64"), Target(python="3.11")]
    assert len({fingerprint(root, target) for target in targets}) == len(targets)

"""Pack what the engine runs as a function: a `bootstrap` that starts AWS's runtime client.

From the working tree one zip, holding the bootstrap alone, serves every function. A packaged
function keeps its own code and gets the same bootstrap beside it.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

RUNTIME = Path(__file__).with_name("runtime.py")
_SCRIPT = """\
#!/bin/sh
export DIDIT360_CODE="{code}"
exec {python} "{file}"
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def bootstrap_script(python: Path, paths: list[Path]) -> str:
    """The shell script named `bootstrap`: code from `paths`, packages from the environment."""
    # -E and -s: nothing of the person's own Python settings may reach a function.
    return _SCRIPT.format(code=":".join(map(str, paths)), python=f"{python} -E -s", file=RUNTIME)


def packaged_script(python: Path, runtime: Path) -> str:
    """The same for a package: code from beside it, and of the environment only `runtime`."""
    code = f"$LAMBDA_TASK_ROOT:{runtime}"
    # -S: without the environment's packages, so that one that a layer lacks is missed.
    return _SCRIPT.format(code=code, python=f"{python} -E -s -S", file=RUNTIME)


def working_tree_zip(python: Path, paths: list[Path]) -> bytes:
    """The zip that serves every function from the working tree; same input, same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add_script(archive, bootstrap_script(python, paths))
    return packed.getvalue()


def packaged_zip(code: Path, python: Path, runtime: Path) -> bytes:
    """A function's own package (a folder or a zip) with the bootstrap added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        if code.is_dir():
            for file in sorted(path for path in code.rglob("*") if path.is_file()):
                info = zipfile.ZipInfo(str(file.relative_to(code)), _EPOCH)
                info.external_attr = (file.stat().st_mode & 0xFFFF) << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, file.read_bytes())
        else:
            with zipfile.ZipFile(code) as source:
                for item in source.infolist():
                    archive.writestr(item, source.read(item))
        _add_script(archive, packaged_script(python, runtime))
    return packed.getvalue()


def _add_script(archive: zipfile.ZipFile, script: str) -> None:
    info = zipfile.ZipInfo("bootstrap", _EPOCH)
    info.external_attr = 0o100755 << 16
    archive.writestr(info, script)

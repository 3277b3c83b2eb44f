"""Leave to send a picture, and what products keep and show of one; policies are the stack's."""

import base64
import json
from typing import Any

import pytest
from pydantic import ValidationError

from didit360 import pictures
from didit360.ids import is_id, twin
from didit360.pictures import MAX_PICTURE_BYTES, NewPicture
from tests.unit.aws import Said
from tests.unit.music.tracks import sample

READY: dict[str, Any] = sample("image_ready")


@pytest.mark.usefixtures("aws")
def test_a_grant_fixes_key_type_and_size() -> None:
    file = NewPicture(size=1234, content_type="image/png")
    grant = pictures.grant("avatar", "person", "subject", file)

    assert is_id(grant.upload_id, "upl")
    assert grant.fields["key"] == f"avatar/person/subject/{grant.upload_id}"
    conditions = json.loads(base64.b64decode(grant.fields["policy"]))["conditions"]
    assert ["content-length-range", 1234, 1234] in conditions
    assert {"Content-Type": "image/png"} in conditions
    assert {"key": grant.fields["key"]} in conditions
    assert {"bucket": "pictures"} in conditions


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        (0, "image/png"),
        (MAX_PICTURE_BYTES + 1, "image/png"),
        (9, "image/svg+xml"),
        (9, "IMAGE/PNG"),
    ],
)
def test_no_other_file_is_granted(size: int, kind: str) -> None:
    with pytest.raises(ValidationError):
        NewPicture.model_validate({"size": size, "content_type": kind})


def test_what_is_kept_is_shown_with_paths() -> None:
    kept = json.loads(json.dumps(pictures.kept(READY)))
    view = pictures.shown(kept)

    assert view is not None
    assert view.sizes[0].webp == f"/{READY['path']}96.webp"
    assert view.sizes[-1].jpeg == f"/{READY['path']}3000.jpg"
    assert (view.id, view.blurhash) == (READY["image_id"], READY["blurhash"])
    assert pictures.shown(None) is None


def test_the_picture_that_was_granted_last_wins() -> None:
    kept = pictures.kept(READY)
    later = {**READY, "image_id": twin("upl_7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "img")}
    assert pictures.later(READY, None)
    assert pictures.later(later, kept)
    assert not pictures.later(READY, kept)
    assert not pictures.later(READY, pictures.kept(later))


def test_letting_go_names_the_picture(said: Said) -> None:
    pictures.release(pictures.kept(READY))
    ((name, detail),) = said
    known = {key: READY[key] for key in ("image_id", "owner_id", "subject_id")}
    assert (name, {**detail, "at": None}) == ("image_released", {**known, "at": None})

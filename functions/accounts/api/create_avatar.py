"""Let me send a picture of myself: what is made of it shows on my profile."""

from http import HTTPStatus

from accounts.api.guards import mine
from didit360 import database, limits, pictures
from didit360.http import Model, api, before_snapshot
from didit360.upload_forms import PostGrant

app = api()


class NewAvatar(Model):
    file: pictures.NewPicture


class AvatarUpload(Model):
    upload: PostGrant


@app.post("/me/avatar", summary="Upload an avatar", status_code=HTTPStatus.CREATED)
def create_avatar(body: NewAvatar) -> AvatarUpload:
    me = mine(app)
    limits.spend("pictures", app)
    return AvatarUpload(upload=pictures.grant("avatar", me.id, me.id, body.file))


before_snapshot(database.prepare)
handler = app.handler

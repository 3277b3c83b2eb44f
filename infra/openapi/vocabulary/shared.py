"""Words of all products: pages, people, pictures, uploads, problems."""

from infra.openapi.vocabulary.words import Words

WORDS = Words(
    fields={
        "next": "The cursor of the next page, to send as `cursor`; null on the last page.",
        "created_at": "RFC 3339 in UTC.",
        "bio": "Up to 1,000 characters, with line ends; empty where nothing is said.",
        "country": "ISO 3166-1 alpha-2, as the person says; null where they do not.",
        "followers": "How many people follow this person.",
        "links": "Up to 10 https addresses of sites of theirs, in the order that they gave.",
        "avatar": "The person's picture; null where they have none: show their initials.",
        "upload": "Where to send the file, within the hour.",
        "handle": "What the person is mentioned by, without an @: 3 to 30 of a-z, 0-9, `_` and "
        "`.`. It may change; the id does not.",
    },
    shapes={
        "PersonRef": {
            "id": "The person's id, of the user pool.",
            "handle": "What they are mentioned by; null of somebody who is no longer here.",
            "name": "What they are called; null of somebody who is no longer here.",
        },
        "NewPicture": {
            "content_type": "What the file is. It is looked at by its content when it arrives.",
        },
        "PictureView": {
            "id": "Begins with `img_`. Another picture has another id, so that what its paths "
            "lead to never changes: keep it as long as you like.",
            "sizes": "Up to five, the smallest first; none is larger than what was sent.",
        },
        "PictureSize": {
            "width": "Pixels.",
            "height": "Pixels.",
            "webp": "The path of the WebP file on the API's host; it takes no token or cookie.",
            "jpeg": "The path of the same picture as JPEG, for what does not show WebP.",
        },
        "PostGrant": {
            "method": "Always `post`: the whole file goes in one request.",
            "upload_id": "Begins with `upl_`: what the file is called until it has been taken in.",
            "url": "Where to POST the form to; no token is sent with it.",
            "fields": "The form's fields, as they are, before the file; the file's own field comes "
            "last and is called `file`.",
            "expires_at": "RFC 3339 in UTC, an hour from now: the file must have begun by then.",
        },
        "Problem": {"status": "The answer's HTTP status once more."},
        "Problem.missing": {
            "code": "What is missing, as `missing` of a release's `failure` has it."
        },
    },
)

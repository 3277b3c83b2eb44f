"""Words of NFTChords: works, wallets, split sheets, editions, the market."""

from infra.openapi.vocabulary.words import Words

WORDS = Words(
    fields={},
    shapes={
        "Works": {"items": "The newest first."},
        "WorkView": {
            "kind": "What it is made of: sound, a video, or the tracks of a release together.",
            "title": "As it was published.",
            "artwork": "Null where the release has no cover (yet).",
        },
    },
)

"""Names of artists, releases, tracks and playlists: made up, believable, the same for a seed.

Words follow the law of Zipf and Mandelbrot, as those of real titles do (the n-th usual word comes
up 1/(n + 8) as often as its list does): a few are in one title of twenty, most in hardly any.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from infra.local.seed import words

T = TypeVar("T")

_SHIFT = 8
_VERSIONS = ("Live", "Acoustic", "Remastered", "Radio Edit", "Demo", "Extended Mix")


class Names:
    """A source of names; two with the same seed give the same ones."""

    def __init__(self, seed: int = 360) -> None:
        self.random = random.Random(seed)  # noqa: S311  no secret: the same names each time
        self._weights: dict[int, list[float]] = {}

    def zipf(self, usual: Sequence[T]) -> T:
        """One of these, the n-th with a weight of 1/(n + 8)."""
        weights = self._weights.setdefault(
            len(usual), list(accumulate(1 / (place + _SHIFT) for place in range(1, len(usual) + 1)))
        )
        return self.random.choices(usual, cum_weights=weights)[0]

    def invented(self) -> str:
        """A word that is in no dictionary: two or three syllables."""
        syllables = [
            self.random.choice(words.ONSETS)
            + self.random.choices(words.NUCLEI, words.NUCLEUS_WEIGHTS)[0]
            for _ in range(self.random.choice((2, 2, 3)))
        ]
        return ("".join(syllables) + self.random.choice(words.CODAS)).capitalize()

    def artist(self) -> str:
        """A person's name or a band's."""
        pick = self.random.random()
        noun = self.zipf(words.NOUNS).capitalize()
        if pick < 0.45:
            return f"{self.random.choice(words.FIRST_NAMES)} {self.invented()}"
        if pick < 0.6:
            return f"The {self.zipf(words.ADJECTIVES).capitalize()} {noun}s"
        if pick < 0.75:
            return f"{self.zipf(words.ADJECTIVES).capitalize()} {noun}"
        if pick < 0.9:
            return self.invented()
        return f"{self.invented()} & The {noun}s"

    def title(self) -> str:
        """What a track or a release is called."""
        adjective, noun, other = (
            self.zipf(words.ADJECTIVES).capitalize(),
            self.zipf(words.NOUNS).capitalize(),
            self.zipf(words.NOUNS).capitalize(),
        )
        pick = self.random.random()
        if pick < 0.3:
            return f"{adjective} {noun}"
        if pick < 0.45:
            return f"{noun} of {other}"
        if pick < 0.58:
            verb = self.zipf(words.VERBS).capitalize()
            return f"{verb} Me in the {noun}"
        if pick < 0.68:
            return f"{noun} and {other}"
        if pick < 0.78:
            return f"{noun} in {self.invented()}"
        if pick < 0.88:
            return f"{adjective} {noun} ({self.random.choice(_VERSIONS)})"
        if pick < 0.94:
            return self.invented()
        return noun

    def playlist(self) -> str:
        mood, genre = self.random.choice(words.MOODS), self.zipf(words.GENRES)
        noun = self.zipf(words.NOUNS)
        return self.random.choice(
            (
                f"{mood.capitalize()} {genre} {noun}s",
                f"{noun.capitalize()} mix",
                f"{genre.capitalize()} for the {noun}",
            )
        )

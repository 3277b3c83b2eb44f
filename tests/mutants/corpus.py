"""All bad files, in groups of a kind of mutation, each made when it is asked for."""

from collections.abc import Iterator, Mapping
from itertools import chain

from tests.mutants import Mutant, Mutation, Seed, bombs, damage, fields, posing, words
from tests.real_files import broken_files

GROUPS = (
    *("flipped", "cut", "missized", "rearranged", "spliced", "stated", "silence", "covers"),
    *("tracks", "packed", "texts", "others", "both", "referring", "tags", "named", "wild"),
)
FILMS = {".mp4", ".mkv", ".oggtheora", ".3g2"}


def groups(seeds: Mapping[str, Seed]) -> dict[str, Iterator[Mutant]]:
    def each(mutation: Mutation) -> Iterator[Mutant]:
        return chain.from_iterable(map(mutation, seeds.values()))

    return {
        "flipped": each(damage.flipped),
        "cut": each(damage.cut),
        "missized": each(damage.missized),
        "rearranged": each(damage.rearranged),
        "spliced": each(damage.spliced),
        "stated": each(fields.stated),
        "silence": bombs.silence(seeds),
        "covers": bombs.covers(seeds),
        "tracks": bombs.tracks(seeds),
        "packed": bombs.packed(seeds),
        "texts": posing.texts(seeds),
        "others": posing.others(seeds),
        "both": posing.both(seeds),
        "referring": posing.referring(seeds),
        "tags": words.tags(seeds),
        "named": words.named(seeds),
        "wild": wild(),
    }


def wild() -> Iterator[Mutant]:
    """Broken and strange files that people have met."""
    for path in sorted(broken_files().iterdir()):
        yield Mutant(path.name, path.read_bytes(), "video" if path.suffix in FILMS else "audio")

"""Files that nobody would send and somebody will: made from real ones, the same every time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from didit360.upload_forms import Kind


@dataclass(frozen=True, slots=True)
class Mutant:
    """One bad file. `name` says what was done to what; it is also the file's name."""

    name: str
    data: bytes
    kind: Kind = "audio"


@dataclass(frozen=True, slots=True)
class Seed:
    """A short real file that is accepted, to be broken."""

    name: str
    data: bytes
    kind: Kind = "audio"

    def mutant(self, what: str, data: bytes) -> Mutant:
        return Mutant(f"{self.name}: {what}", data, self.kind)


Mutation = Callable[[Seed], Iterator[Mutant]]

"""The form that a part of the vocabulary has."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """`fields`: by a field's name. `shapes`: by a shape's name, then its fields'. `parameters`: by
    a name, or `operation.name`. `values`: what the values of an enumeration mean, by its name.
    """

    fields: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, dict[str, str]] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)

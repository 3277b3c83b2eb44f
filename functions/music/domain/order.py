"""Keys that put things in an order, with room for another between any two: fractional indexing.

Evan Wallace, "Realtime Editing of Ordered Sequences" (Figma, 2017), in David Greenspan's form
("Implementing Fractional Indexing", Observable, 2020): a key is a number to the base 62, its
digits in the order of ASCII. Its first letter says how long the integer before the fraction is,
`a` for two characters, `b` for three, `Z` for two of a negative one: so ten thousand things put
one after the other have keys of at most four characters. Keys are compared byte by byte
(`collate "C"`).

What lies between two neighbours grows by a bit each time that something is put there, a
character for six. Before keys are longer than LONGEST, those around are spread again
(music.data.places): to at most ROOMY, so that much room comes back each time. With this each
insertion costs a bounded share of such a spreading (Bender et al., "Two Simplified Algorithms
for Maintaining Order in a List", ESA 2002).
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST = 48
ROOMY = 20
"""Characters."""

_BASE = len(DIGITS)
_ZERO, _LAST = DIGITS[0], DIGITS[-1]


def between(low: str | None, high: str | None, many: int) -> list[str]:
    """`many` keys, rising, after `low` and before `high`; None is the start and the end."""
    if many == 0:
        return []
    if many == 1:
        return [key_between(low, high)]
    if high is None:
        keys = [key_between(low, None)]
        while len(keys) < many:
            keys.append(key_between(keys[-1], None))
        return keys
    if low is None:
        keys = [key_between(None, high)]
        while len(keys) < many:
            keys.append(key_between(None, keys[-1]))
        return keys[::-1]
    before = many // 2
    middle = key_between(low, high)
    return [*between(low, middle, before), middle, *between(middle, high, many - before - 1)]


def key_between(low: str | None, high: str | None) -> str:
    """A short key after `low` and before `high`; ValueError unless `low` is the smaller."""
    if low is not None and high is not None and low >= high:
        raise ValueError(f"{low!r} is not before {high!r}")
    if low is None:
        return "a" + _ZERO if high is None else _before(high)
    integer, fraction = _parts(low)
    if high is None:
        return _next(integer)
    integer_high, fraction_high = _parts(high)
    if integer == integer_high:
        return integer + _middle(fraction, fraction_high)
    after = _next(integer)
    return after if after < high else integer + _middle(fraction, None)


def _before(high: str) -> str:
    integer, fraction = _parts(high)
    return integer if fraction else _previous(integer)


def _parts(key: str) -> tuple[str, str]:
    """The integer, with the letter of its length, and the fraction."""
    head = key[0]
    length = ord(head) - ord("a") + 2 if head >= "a" else ord("Z") - ord(head) + 2
    return key[:length], key[length:]


def _middle(low: str, high: str | None) -> str:
    """A fraction between two, neither of which ends in zero; "" is nothing, None is one."""
    if high is not None:
        same = 0
        while same < len(high) and (low[same : same + 1] or _ZERO) == high[same]:
            same += 1
        if same:
            return high[:same] + _middle(low[same:], high[same:])
    first = DIGITS.index(low[0]) if low else 0
    end = DIGITS.index(high[0]) if high is not None else _BASE
    if end - first > 1:
        return DIGITS[(first + end + 1) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[first] + _middle(low[1:], None)


def _next(integer: str) -> str:
    head, digits = integer[0], integer[1:]
    kept = digits.rstrip(_LAST)
    if kept:
        raised = DIGITS[DIGITS.index(kept[-1]) + 1]
        return head + kept[:-1] + raised + _ZERO * (len(digits) - len(kept))
    if head == "Z":
        return "a" + _ZERO
    if head == "z":
        raise OverflowError("62 ** 26 things stand behind each other")
    longer = len(digits) + (1 if head >= "a" else -1)
    return chr(ord(head) + 1) + _ZERO * longer


def _previous(integer: str) -> str:
    head, digits = integer[0], integer[1:]
    kept = digits.rstrip(_ZERO)
    if kept:
        lowered = DIGITS[DIGITS.index(kept[-1]) - 1]
        return head + kept[:-1] + lowered + _LAST * (len(digits) - len(kept))
    if head == "a":
        return "Z" + _LAST
    if head == "A":
        raise OverflowError("62 ** 26 things stand before each other")
    longer = len(digits) + (-1 if head >= "a" else 1)
    return chr(ord(head) - 1) + _LAST * longer

"""What an app that was written against one document would trip over in another.

Inputs may take more and answers may say more; the other way round breaks somebody: an operation,
status or field that is gone, an input that is newly required or takes less, an answer that may be
of another type, null, absent or of an unknown value.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Spec = dict[str, Any]
Shape = dict[str, Any]


@dataclass(frozen=True, order=True)
class Change:
    """`operation`: its operationId in the older document."""

    operation: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.what}"


def breaking(old: Spec, new: Spec) -> list[Change]:
    """Everything in `new` that breaks a client of `old`."""
    return sorted(set(_breaking(old, new)))


def _breaking(old: Spec, new: Spec) -> Iterator[Change]:
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            name = before["operationId"]
            after = new["paths"].get(path, {}).get(method)
            if after is None:
                yield Change(name, f"{method.upper()} {path} is gone")
                continue
            for what in _operation(before, after, Compared(old, new)):
                yield Change(name, what)


def _operation(old: Shape, new: Shape, compared: "Compared") -> Iterator[str]:
    if old["operationId"] != new["operationId"]:
        yield f"is called {new['operationId']}"
    if old.get("security") == [] and new.get("security") != []:
        yield "needs a token"
    yield from _parameters(old, new, compared)
    yield from _body(old.get("requestBody"), new.get("requestBody"), compared)
    for status, before in old["responses"].items():
        if status >= "400":
            continue
        after = new["responses"].get(status)
        if after is None:
            yield f"answers {status} no more"
            continue
        for header in before.get("headers", {}).keys() - after.get("headers", {}).keys():
            yield f"answers {status} without {header}"
        for kind, content in before.get("content", {}).items():
            if kind not in after.get("content", {}):
                yield f"answers {status} without {kind}"
                continue
            later = after["content"][kind]["schema"]
            yield from compared.said(content["schema"], later, f"answer {status}")


def _parameters(old: Shape, new: Shape, compared: "Compared") -> Iterator[str]:
    before = {(one["in"], one["name"].lower()): one for one in old.get("parameters", ())}
    after = {(one["in"], one["name"].lower()): one for one in new.get("parameters", ())}
    for key, one in before.items():
        if key not in after:
            yield f"takes {one['name']} no more"
            continue
        if after[key].get("required") and not one.get("required"):
            yield f"needs {one['name']}"
        yield from compared.taken(one["schema"], after[key]["schema"], one["name"])
    for key in after.keys() - before.keys():
        if after[key].get("required"):
            yield f"needs {after[key]['name']}"


def _body(old: Shape | None, new: Shape | None, compared: "Compared") -> Iterator[str]:
    if new is None:
        if old is not None:
            yield "takes a body no more"
        return
    if new.get("required") and not (old and old.get("required")):
        yield "needs a body"
    for kind, content in (old or {}).get("content", {}).items():
        if kind not in new["content"]:
            yield f"takes {kind} no more"
        else:
            yield from compared.taken(content["schema"], new["content"][kind]["schema"], "body")


_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_SAME = ("pattern", "format", "multipleOf", "uniqueItems")


class Compared:
    """Shapes of two documents side by side; a pair that is being compared is not begun again."""

    def __init__(self, old: Spec, new: Spec) -> None:
        self._old, self._new = old, new
        self._open: set[tuple[str, str, str]] = set()

    def taken(self, old: Shape, new: Shape, at: str) -> list[str]:
        """What was taken as input and is no more."""
        return self._each(old, new, at, "in")

    def said(self, old: Shape, new: Shape, at: str) -> list[str]:
        """What may be answered now and was not."""
        return self._each(old, new, at, "out")

    def _each(self, old: Shape, new: Shape, at: str, way: str) -> list[str]:
        pair = (str(old.get("$ref")), str(new.get("$ref")), way)
        named = "$ref" in old and "$ref" in new
        if named and pair in self._open:
            return []
        if named:
            self._open.add(pair)
        before = list(_alternatives(old, self._old))
        after = list(_alternatives(new, self._new))
        found: list[str] = []
        if way == "in":
            for one in before:
                found += _best(self._in(one, other, at) for other in after)
        else:
            for one in after:
                found += _best(self._out(other, one, at) for other in before)
        if named:
            self._open.discard(pair)
        return found

    def _in(self, old: Shape, new: Shape, at: str) -> list[str]:
        """Whether every input of `old` is one of `new`."""
        found = [f"{at} may not be {_kind(old)} any more"] if not _within(old, new) else []
        if gone := _unknown(_values(old), _values(new)):
            found.append(f"{at} may not be {gone} any more")
        if _values(new) and not _values(old):
            found.append(f"{at} may only be {', '.join(map(str, _values(new)))}")
        else:
            found += [f"{at} has another {bound}" for bound in _narrower(old, new)]
        required = set(new.get("required", ())) - set(old.get("required", ()))
        found += [f"{at} needs {name}" for name in sorted(required)]
        known, later = old.get("properties", {}), new.get("properties", {})
        for name, shape in known.items():
            if name in later:
                found += self.taken(shape, later[name], f"{at}.{name}")
            elif new.get("additionalProperties") is False:
                found.append(f"{at} takes {name} no more")
        return found + self._inside(old, new, at, self.taken)

    def _out(self, old: Shape, new: Shape, at: str) -> list[str]:
        """Whether every answer of `new` is one that `old` let expect."""
        found = [f"{at} may be {_kind(new)}"] if not _within(new, old) else []
        if unknown := _unknown(_values(new), _values(old)):
            found.append(f"{at} may be {unknown}")
        if _values(old) and not _values(new):
            found.append(f"{at} may be anything")
        known, later = old.get("properties", {}), new.get("properties", {})
        for name, shape in known.items():
            if name not in later:
                found.append(f"{at} has no {name}")
                continue
            if name in old.get("required", ()) and name not in new.get("required", ()):
                found.append(f"{at} may be without {name}")
            found += self.said(shape, later[name], f"{at}.{name}")
        return found + self._inside(old, new, at, self.said)

    @staticmethod
    def _inside(
        old: Shape, new: Shape, at: str, compare: Callable[[Shape, Shape, str], list[str]]
    ) -> list[str]:
        found: list[str] = []
        for key, suffix in (("items", "[]"), ("additionalProperties", "{}")):
            if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
                found += compare(old[key], new[key], f"{at}{suffix}")
        return found


def _best(candidates: Iterable[list[str]]) -> list[str]:
    return min(candidates, key=lambda found: len(found))


def _alternatives(shape: Shape, spec: Spec) -> Iterator[Shape]:
    """The shape as a choice of plain ones: no references, no unions."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        yield from _alternatives(spec["components"]["schemas"][name], spec)
        return
    for key in ("anyOf", "oneOf"):
        if key in shape:
            for one in shape[key]:
                yield from _alternatives(one, spec)
            return
    if len(shape.get("allOf", ())) == 1:
        yield from _alternatives(shape["allOf"][0], spec)
        return
    kinds = shape.get("type")
    if isinstance(kinds, list):
        for kind in kinds:
            yield shape | {"type": kind}
        return
    yield shape


def _within(one: Shape, other: Shape) -> bool:
    kind, wider = one.get("type"), other.get("type")
    return wider is None or kind == wider or (kind == "integer" and wider == "number")


def _kind(shape: Shape) -> str:
    return str(shape.get("type", "anything"))


def _values(shape: Shape) -> list[Any]:
    return [shape["const"]] if "const" in shape else list(shape.get("enum", ()))


def _unknown(values: list[Any], known: list[Any]) -> str:
    """The values that are none of the known ones, where there are known ones."""
    return ", ".join(str(one) for one in values if known and one not in known)


def _narrower(old: Shape, new: Shape) -> Iterator[str]:
    if _values(old):
        return
    for bound in _MOST:
        if bound in new and (bound not in old or new[bound] < old[bound]):
            yield bound
    for bound in _LEAST:
        free = 0 if bound.removeprefix("min") in ("Length", "Items", "Properties") else -math.inf
        if bound in new and new[bound] > old.get(bound, free):
            yield bound
    for rule in _SAME:
        if rule in new and new[rule] != old.get(rule):
            yield rule

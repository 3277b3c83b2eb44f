"""The grammar of URIs, as patterns of `re`: RFC 3986, appendix A."""

_UNRESERVED = r"A-Za-z0-9\-._~"
_SUB_DELIMS = r"!$&'()*+,;="
_ENCODED = r"%[0-9A-Fa-f]{2}"


def _run(characters: str) -> str:
    """One of the characters, or one that is percent-encoded."""
    return rf"(?:[{_UNRESERVED}{_SUB_DELIMS}{characters}]|{_ENCODED})"


PCHAR = _run(":@")
SCHEME = r"[A-Za-z][A-Za-z0-9+\-.]*"
_IP_LITERAL = rf"\[(?:[0-9A-Fa-f:.]+|[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_SUB_DELIMS}:]+)\]"
"""What is in the brackets of an IPv6 address is not counted: no such host is reached by it."""
AUTHORITY = rf"(?:{_run(':')}*@)?(?:{_IP_LITERAL}|{_run('')}*)(?::[0-9]*)?"
_SEGMENTS = rf"(?:/{PCHAR}*)*"
_ROOTLESS = rf"{PCHAR}+{_SEGMENTS}"
_HIERARCHY = rf"(?://{AUTHORITY}{_SEGMENTS}|/(?:{_ROOTLESS})?|{_ROOTLESS}|)"
_TAIL = rf"(?:{PCHAR}|[/?])*"
URI = rf"{SCHEME}:{_HIERARCHY}(?:\?{_TAIL})?(?:#{_TAIL})?"

PRINTABLE = rf"[{_UNRESERVED}:/?#\[\]@{_SUB_DELIMS} ]"
"""reserved / unreserved / " "."""

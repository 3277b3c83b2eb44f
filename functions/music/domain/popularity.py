"""How popular something is, from 0 to 1: n / (n + k), which k plays bring half way.

The saturation of Craswell, Robertson, Zaragoza and Taylor, "Relevance weighting for query
independent evidence", SIGIR 2005: the first plays count most, and no hit song outweighs what was
asked for. A follower counts as ten plays (our own judgement). Hundredths are enough to rank by,
and what changes seldom is cheap to keep in an index.
"""

HALF_WAY = 1000
FOLLOWER = 10


def popularity(plays: int, followers: int = 0) -> float:
    """Of a track, a release (plays of its tracks), an artist (and followers), a person."""
    asked = plays + FOLLOWER * followers
    return round(asked / (asked + HALF_WAY), 2)

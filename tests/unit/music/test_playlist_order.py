"""Keys between keys: in order, short, and never used up."""

from hypothesis import given
from hypothesis import strategies as st

from music.domain import order


def test_ten_thousand_one_after_the_other_stay_short() -> None:
    keys = order.between(None, None, 10_000)

    assert keys == sorted(set(keys))
    assert max(map(len, keys)) == 4
    before = order.between(None, keys[0], 10_000)
    assert [*before, keys[0]] == sorted({*before, keys[0]})
    assert max(map(len, before)) == 4


def test_ten_thousand_between_two_neighbours_are_spread_evenly() -> None:
    low, high = order.between(None, None, 2)
    keys = [low, *order.between(low, high, 10_000), high]

    assert keys == sorted(set(keys))
    assert max(map(len, keys)) <= 6


@given(
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 5)), min_size=1, max_size=120
    )
)
def test_wherever_something_is_put_all_stay_in_order(steps: list[tuple[float, int]]) -> None:
    keys: list[str] = []
    for where, many in steps:
        place = int(where * (len(keys) + 1))
        low = keys[place - 1] if place else None
        high = keys[place] if place < len(keys) else None
        keys[place:place] = order.between(low, high, many)

    assert keys == sorted(set(keys))
    assert all(set(key) <= set(order.DIGITS) for key in keys)


def test_at_one_place_a_key_grows_by_a_character_for_five_or_more() -> None:
    for towards_low in (True, False):
        low, high = order.between(None, None, 2)
        for _ in range(200):
            key = order.key_between(low, high)
            low, high = (low, key) if towards_low else (key, high)
        assert len(key) <= 2 + 200 / 5

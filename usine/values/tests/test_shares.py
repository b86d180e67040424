from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.values.shares import shares, shares_of_groups


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12), st.integers(0, 3))
def test_shares_add_up_to_a_hundred_and_are_close_to_the_exact_ones(counts, decimals):
    percentages = shares(counts, decimals)
    if not any(counts):
        assert not any(percentages)
        return
    assert sum(percentages) == 100
    unit = Decimal(1).scaleb(-decimals)
    for count, share in zip(counts, percentages, strict=True):
        assert abs(share - Decimal(count * 100) / sum(counts)) < unit


def test_the_review_of_the_programme_closes():
    """8, 36, 13 and 19 % of 2,800 actions, and the others that had not been told."""
    assert shares([224, 1008, 364, 532, 392, 280]) == [8, 36, 13, 19, 14, 10]


def test_what_rounding_leaves_goes_to_those_that_lost_the_most():
    assert shares([1, 1, 1]) == [34, 33, 33]
    assert shares([1, 2, 3], decimals=1) == [Decimal("16.7"), Decimal("33.3"), Decimal("50.0")]


@given(
    st.lists(st.lists(st.integers(0, 10_000), max_size=6), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_parts_agree_with_the_share_of_their_group(groups, decimals):
    percentages = shares_of_groups(groups, decimals)
    sums = [sum(counts) for counts in groups]
    assert [sum(parts) for parts in percentages] == shares(sums, decimals)
    assert sum(map(sum, percentages)) == (100 if any(sums) else 0)
    unit = Decimal(1).scaleb(-decimals)
    for counts, parts in zip(groups, percentages, strict=True):
        for count, part in zip(counts, parts, strict=True):
            assert abs(part - Decimal(count * 100) / (sum(sums) or 1)) < unit


def test_a_group_is_rounded_before_its_parts():
    """482 and 1,299 of 3,087 are 57.7 %: 58 %, and not the 57 % of parts rounded apart."""
    assert shares([482, 1299, 396, 430, 206, 274]) == [15, 42, 13, 14, 7, 9]
    groups = [[482, 1299], [396, 430, 206, 274]]
    assert shares_of_groups(groups) == [[16, 42], [13, 14, 6, 9]]


@pytest.mark.parametrize("groups", [[[1, -1]], [[2], [-1]]])
def test_a_negative_part_is_refused(groups):
    with pytest.raises(ValueError, match="not negative"):
        shares_of_groups(groups)
    with pytest.raises(ValueError, match="not negative"):
        shares(groups[-1])

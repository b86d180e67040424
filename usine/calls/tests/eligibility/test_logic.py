import pytest

from usine.calls.eligibility.logic import Truth, all_of, any_of, negated, truth_of, unless

M, U, N = Truth.MET, Truth.UNKNOWN, Truth.UNMET


@pytest.mark.parametrize(
    ("first", "second", "both", "either"),
    [
        (M, M, M, M),
        (M, U, U, M),
        (M, N, N, M),
        (U, M, U, M),
        (U, U, U, U),
        (U, N, N, U),
        (N, M, N, M),
        (N, U, N, U),
        (N, N, N, N),
    ],
)
def test_unmet_wins_in_all_and_met_wins_in_any(first, second, both, either):
    assert all_of([first, second]) is both
    assert any_of([first, second]) is either
    assert unless(first, second) is either


def test_what_is_unknown_stays_so_when_negated():
    assert [negated(each) for each in (M, U, N)] == [N, U, M]


def test_nothing_decides_nothing():
    assert (all_of([]), any_of([])) == (U, U)


def test_a_comparison_is_met_or_unmet():
    assert (truth_of(True), truth_of(False)) == (M, N)

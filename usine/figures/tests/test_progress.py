"""Where a set of actions stands, in numbers that add up and in words."""

from hypothesis import given
from hypothesis import strategies as st

from usine.figures.progress import Progress
from usine.plans.states import Status


def test_shares_add_up_and_order_is_that_of_bars():
    progress = Progress({"done": 1, "in_progress": 1, "unknown": 1})
    assert (progress.actions, progress.under_way, progress.share) == (3, 2, 67)
    assert [(series.key, count, percent) for series, count, percent in progress.rows] == [
        ("done", 1, 34),
        ("in_progress", 1, 33),
        ("under_review", 0, 0),
        ("to_start", 0, 0),
        ("abandoned", 0, 0),
        ("unknown", 1, 33),
    ]
    assert progress.in_words == (
        "Réalisée\N{NO-BREAK SPACE}: 1, En cours de réalisation\N{NO-BREAK SPACE}: 1, "
        "Non renseignée\N{NO-BREAK SPACE}: 1"
    )


@given(st.fixed_dictionaries({}, optional={status: st.integers(0, 5_000) for status in Status}))
def test_parts_agree_with_the_share_that_is_announced(by_status):
    progress = Progress(by_status)
    share = {series.key: percent for series, _, percent in progress.rows}
    assert set(share) == set(Status)
    assert sum(share.values()) == (100 if progress.actions else 0)
    assert share[Status.DONE] + share[Status.IN_PROGRESS] == (progress.share or 0)


def test_the_review_of_the_programme_is_told_as_it_was():
    """31 January 2025: 8, 36, 13 and 19 %, and 24 % abandoned or not told."""
    counts = {"done": 224, "in_progress": 1008, "under_review": 364, "to_start": 532}
    progress = Progress({**counts, "abandoned": 168, "unknown": 504})
    assert [percent for *_, percent in progress.rows] == [8, 36, 13, 19, 6, 18]
    assert progress.share == 44


def test_parts_are_summed():
    whole = Progress.sum([Progress({"done": 1}), Progress({"done": 2, "unknown": 1})])
    assert whole.by_status == {"done": 3, "unknown": 1}


def test_nothing_is_said_of_nothing():
    assert Progress({}).share is None
    assert Progress({}).in_words == "aucune action"

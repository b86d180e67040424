"""Where a set of actions stands, in numbers that add up and in words."""

from usine.figures.progress import Progress


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
    assert progress.said == (
        "Réalisée\N{NO-BREAK SPACE}: 1, En cours de réalisation\N{NO-BREAK SPACE}: 1, "
        "Non renseignée\N{NO-BREAK SPACE}: 1"
    )


def test_parts_are_summed():
    whole = Progress.sum([Progress({"done": 1}), Progress({"done": 2, "unknown": 1})])
    assert whole.by_status == {"done": 3, "unknown": 1}


def test_nothing_is_said_of_nothing():
    assert Progress({}).share is None
    assert Progress({}).said == "aucune action"

"""Periods are opened, changed and given axes; labels end with them; the ledger tells it all."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from usine.ledger.models import Event
from usine.ledger.operations import record, settle
from usine.ledger.queries import balance
from usine.ledger.timelines import Posting
from usine.ledger.verification import verify
from usine.territories import periods
from usine.territories.calendar import calendar
from usine.territories.endings import Moved, Unseen, bilans_moved, gaps_to_come
from usine.territories.models import Axis, Period, Territory
from usine.territories.rules import AxisWords
from usine.territories.tests.factories import THIRD, labelled
from usine.values import clock
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def _official():
    periods.open_official_periods(by=None)


def an_action_counts_in(territory: Territory) -> None:
    line = Posting("actions", place=territory.place, axis="foncier", state="done")
    with transaction.atomic():
        event = record("plans.create", subject="action:1", by=None)
        settle("action:1", {date(2024, 1, 10): [line]}, event=event)


def period(code: str) -> Period:
    return Period.objects.get(pk=code)


def axes(code: str) -> list[str]:
    return [axis.code for axis in period(code).axes.all()]


@pytest.mark.usefixtures("_official")
class TestOpening:
    def test_the_official_periods_have_their_own_axes(self):
        assert axes("T1") == ["recruter", "innover", "attirer", "simplifier"]
        assert axes("T2") == ["transition", "innovation", "competences", "foncier"]

    def test_they_are_opened_once(self):
        periods.open_official_periods(by=None)

        assert list(Event.objects.values_list("verb", "subject")) == [
            ("territories.open_period", "period:T1"),
            ("territories.open_period", "period:T2"),
        ]

    def test_a_third_one_ends_the_labels_of_the_second(self):
        second = labelled()
        periods.open_period(**THIRD, by=None)

        second.refresh_from_db()
        assert second.unlabelled_on == date(2027, 12, 31)
        assert balance("territories", as_of=date(2027, 12, 31)) == {(): 1}
        assert balance("territories", as_of=date(2028, 1, 1)) == {}
        assert verify() == []

    def test_the_event_tells_what_it_is_made_of(self):
        periods.open_period(**THIRD, by=None)

        assert Event.objects.order_by("number").last().payloads.get().content == (
            '{"axes":[{"code":"relocaliser","goal":"faire revenir","label":"Relocaliser",'
            '"short":"Relocaliser"}],"ends_on":"2032-12-31","name":"Temps III (2028-2032)",'
            '"starts_on":"2028-01-01"}'
        )

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"code": "T2"}, "La période T2 est déjà ouverte."),
            (
                {"name": "Temps I (2018-2022)"},
                "Une autre période s’appelle déjà «\u00a0Temps I (2018-2022)\u00a0».",
            ),
            ({"code": "X3"}, "Le code d’une période s’écrit T1, T2, T3…"),
            ({"axes": []}, "Une période a au moins un axe."),
            ({"ends_on": date(2028, 1, 1)}, "La fin d’une période doit suivre son début."),
            (
                {"starts_on": date(2027, 12, 31)},
                "Temps II (2023-2027) court du 09/11/2023 au 31/12/2027\u00a0: deux périodes ne "
                "se chevauchent pas. Changez d’abord la fin de l’une.",
            ),
            (
                {"axes": [AxisWords("Éco", "Écologie", "Éco")]},
                "«\u00a0Éco\u00a0» ne peut être le code d’un axe\u00a0: seize lettres minuscules "
                "sans accent, chiffres ou tirets au plus, en commençant par une lettre.",
            ),
            (
                {"axes": [AxisWords("eco", "", "Éco")]},
                "L’axe «\u00a0eco\u00a0» n’a pas d’intitulé, ou pas d’intitulé court.",
            ),
            (
                {"axes": [AxisWords("eco", "Écologie", "Éco"), AxisWords("eco", "Autre", "A")]},
                "Deux axes ont pour code «\u00a0eco\u00a0».",
            ),
            (
                {"axes": [AxisWords("eco", "Écologie", "A"), AxisWords("eau", "Eau", "A")]},
                "Deux axes ont pour intitulé court «\u00a0A\u00a0».",
            ),
        ],
    )
    def test_it_is_refused_with_its_reason_and_nothing_is_written(self, changed, why):
        before = Period.objects.count(), Axis.objects.count(), Event.objects.count()
        with pytest.raises(Refused) as refusal:
            periods.open_period(**{**THIRD, **changed}, by=None)
        assert str(refusal.value) == why
        assert (Period.objects.count(), Axis.objects.count(), Event.objects.count()) == before

    def test_the_day_after_the_end_is_free(self):
        periods.open_period(**{**THIRD, "starts_on": date(2028, 1, 1)}, by=None)
        assert Period.objects.count() == 3


@pytest.mark.usefixtures("_official")
class TestTheCurrentPeriod:
    @pytest.mark.parametrize(
        ("on", "code"),
        [
            (date(2018, 11, 21), None),
            (date(2018, 11, 22), "T1"),
            (date(2023, 11, 8), "T1"),  # between two periods: the last one that started
            (date(2023, 11, 9), "T2"),
            (date(2028, 6, 1), "T2"),
        ],
    )
    def test_is_the_last_one_that_started(self, on, code):
        territories = {"T1": labelled(period="T1"), "T2": labelled()}
        expected = [territories[code]] if code else []

        current = Period.objects.current(on)
        assert (current and current.code) == code
        assert list(Territory.objects.current(on)) == expected
        assert calendar().axes_on(on).codes == (axes(code) if code else [])

    def test_two_do_not_start_on_one_day(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            Period.objects.create(
                code="T9", name="Neuf", starts_on=date(2023, 11, 9), ends_on=date(2030, 1, 1)
            )


@pytest.mark.usefixtures("_official")
class TestChanging:
    def test_the_end_moves_labels_that_another_period_follows(self):
        before = labelled(period="T1")

        first = period("T1")
        with pytest.raises(Refused, match="déjà passées changent\u00a0: donnez-en le motif"):
            periods.change_period(first, name=first.name, ends_on=date(2022, 6, 30), by=None)
        periods.change_period(
            first, name=first.name, ends_on=date(2022, 6, 30), reason=" Avenant ", by=None
        )

        before.refresh_from_db()
        assert before.unlabelled_on == date(2022, 6, 30)
        assert Event.objects.order_by("number").last().payloads.get(
            subject="period:T1"
        ).content == ('{"ends_on":["2022-12-31","2022-06-30"],"reason":"Avenant"}')

    def test_not_those_of_the_last_one(self):
        last = labelled()
        periods.change_period(period("T2"), name="Temps II", ends_on=date(2028, 3, 31), by=None)

        last.refresh_from_db()
        assert last.unlabelled_on is None
        assert period("T2").name == "Temps II"

    def test_two_do_not_bear_one_name(self):
        second = period("T2")
        with pytest.raises(Refused) as refusal:
            periods.change_period(second, name=period("T1").name, ends_on=second.ends_on, by=None)
        assert str(refusal.value) == (
            "Une autre période s’appelle déjà «\u00a0Temps I (2018-2022)\u00a0»."
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Period.objects.filter(pk="T2").update(name=period("T1").name)

    def test_the_same_again_writes_nothing(self):
        events = Event.objects.count()
        second = period("T2")
        periods.change_period(second, name=second.name, ends_on=second.ends_on, by=None)
        assert Event.objects.count() == events

    @pytest.mark.parametrize(
        ("ends_on", "why"),
        [
            (date(2018, 11, 22), "La fin d’une période doit suivre son début."),
            (
                date(2023, 11, 9),
                "Temps II (2023-2027) court du 09/11/2023 au 31/12/2027\u00a0: deux périodes ne "
                "se chevauchent pas. Changez d’abord la fin de l’une.",
            ),
            (
                date(2019, 1, 1),
                "Des territoires seraient labellisés après la fin de la période T1, le 01/01/2019.",
            ),
        ],
    )
    def test_it_is_refused_with_its_reason(self, ends_on, why):
        labelled(period="T1")
        Territory.objects.update(labelled_on=date(2021, 1, 1))
        with pytest.raises(Refused) as refusal:
            periods.change_period(period("T1"), name="Temps I", ends_on=ends_on, by=None)
        assert str(refusal.value) == why
        assert period("T1").ends_on == date(2022, 12, 31)


@pytest.mark.usefixtures("_official")
class TestAxes:
    def test_one_is_added_last_while_nothing_uses_them(self):
        periods.add_axis(period("T2"), words=AxisWords("export", "Export", "Export"), by=None)

        assert axes("T2") == ["transition", "innovation", "competences", "foncier", "export"]
        assert Event.objects.order_by("number").last().verb == "territories.add_axis"

    def test_one_is_removed_while_nothing_uses_them(self):
        periods.remove_axis(Axis.objects.get(code="foncier"), by=None)
        periods.add_axis(period("T2"), words=AxisWords("export", "Export", "Export"), by=None)

        assert axes("T2") == ["transition", "innovation", "competences", "export"]

    def test_not_once_an_action_counts_in_the_period(self):
        an_action_counts_in(labelled())
        words = AxisWords("export", "Export", "Export")
        for change in (
            lambda: periods.add_axis(period("T2"), words=words, by=None),
            lambda: periods.remove_axis(Axis.objects.get(code="foncier"), by=None),
        ):
            with pytest.raises(
                Refused, match="Des actions comptent déjà dans les axes de Temps II"
            ):
                change()
        periods.add_axis(period("T1"), words=words, by=None)
        assert axes("T1")[-1] == "export"

    def test_what_somebody_else_removed_is_refused(self):
        axis = Axis.objects.get(code="foncier")
        periods.remove_axis(axis, by=None)
        axis.pk = 0  # of no axis any more, as the one that was removed
        for change in (
            lambda: periods.remove_axis(axis, by=None),
            lambda: periods.change_axis(axis, label="Sol", short="Sol", goal="", by=None),
        ):
            with pytest.raises(Refused, match="Foncier industriel\u00a0» a été retiré entre-temps"):
                change()

    def test_the_last_one_stays(self):
        periods.open_period(**THIRD, by=None)
        with pytest.raises(Refused, match="Une période a au moins un axe"):
            periods.remove_axis(Axis.objects.get(period="T3"), by=None)

    def test_words_are_corrected_at_any_time(self):
        an_action_counts_in(labelled())
        axis = Axis.objects.get(code="foncier")
        for _ in range(2):
            periods.change_axis(
                axis, label="Foncier et immobilier", short="Foncier", goal="", by=None
            )

        axis.refresh_from_db()
        assert (axis.label, axis.short, axis.goal) == ("Foncier et immobilier", "Foncier", "")
        assert Event.objects.filter(verb="territories.change_axis").count() == 1

    def test_not_to_those_of_another(self):
        with pytest.raises(Refused, match="Deux axes ont pour intitulé «\u00a0Innovation\u00a0»"):
            periods.change_axis(
                Axis.objects.get(code="foncier"), label="Innovation", short="F", goal="", by=None
            )


def test_a_code_that_served_twice_has_its_last_words():
    periods.open_official_periods(by=None)
    again = AxisWords("innovation", "Innovation de rupture", "Innovation")
    periods.open_period(**{**THIRD, "axes": [again]}, by=None)

    every = calendar().every_axis
    assert every.label("innovation") == "Innovation de rupture"
    assert every.label("foncier") == "Foncier industriel"
    assert every.codes[0] == "innovation"
    assert calendar().axes_of("T2").label("innovation") == "Innovation"
    assert (every.label("inconnu"), every.short("inconnu")) == ("inconnu", "inconnu")
    assert calendar().axes_of("T9").choices == []


@pytest.mark.usefixtures("_official")
class TestPastEnds:
    @pytest.fixture(autouse=True)
    def _today(self):
        with clock.set_to(datetime(2026, 11, 27, 12, tzinfo=UTC)):
            yield

    def test_the_current_period_keeps_its_labels(self):
        second = labelled()
        periods.open_period(**THIRD, by=None)
        with pytest.raises(Refused, match=r"est encore la période en cours.*30/06/2026"):
            periods.change_period(
                period("T2"), name="Temps II", ends_on=date(2026, 6, 30), reason="Fin", by=None
            )
        second.refresh_from_db()
        assert second.unlabelled_on == date(2027, 12, 31)

    def test_nor_does_the_next_one_end_them_in_the_past(self):
        labelled()
        periods.change_period(period("T2"), name="Temps II", ends_on=date(2026, 6, 30), by=None)
        with pytest.raises(Refused, match=r"est encore la période en cours.*30/06/2026"):
            periods.open_period(**THIRD, reason="Suite", by=None)
        assert not Period.objects.filter(pk="T3").exists()

    def test_what_ends_in_the_future_needs_no_reason(self):
        second = labelled()
        periods.open_period(**THIRD, seen="", by=None)
        change = {"name": "Temps II", "ends_on": date(2026, 12, 31), "by": None}
        with pytest.raises(Unseen) as unseen:
            periods.change_period(period("T2"), **change, seen="")
        assert unseen.value.endings == []
        assert [(gap.first, gap.last) for gap in unseen.value.gaps] == [
            (date(2027, 1, 1), date(2027, 12, 31))
        ]
        periods.change_period(period("T2"), **change, seen=unseen.value.seen)
        second.refresh_from_db()
        assert second.unlabelled_on == date(2026, 12, 31)

    @pytest.mark.parametrize(("starts_on", "days"), [(27, []), (28, [date(2026, 11, 27)])])
    def test_a_gap_is_told_until_it_is_past(self, starts_on, days):
        labelled()
        periods.change_period(period("T2"), name="Temps II", ends_on=date(2026, 10, 31), by=None)
        third = Period(code="T3", starts_on=date(2026, 11, starts_on), ends_on=date(2032, 12, 31))
        becomes = [*Period.objects.all(), third]
        assert [gap.last for gap in gaps_to_come(becomes)] == days

    def test_one_that_started_ends_those_before_with_a_reason_once_seen(self):
        labelled()
        periods.change_period(period("T2"), name="Temps II", ends_on=date(2025, 3, 31), by=None)
        third = {**THIRD, "starts_on": date(2026, 10, 1)}
        with pytest.raises(Unseen) as unseen:
            periods.open_period(**third, reason="Suite", seen="", by=None)
        moved = bilans_moved(unseen.value.endings)
        assert moved[0] == Moved(date(2025, 4, 30), "", 1, 0)
        assert Moved(date(2025, 5, 27), "assemblée générale", 1, 0) in moved
        assert moved[-1] == Moved(date(2026, 11, 27), "aujourd’hui", 1, 0)

        periods.open_period(**third, reason="Suite", seen=unseen.value.seen, by=None)
        assert balance("territories", as_of=date(2025, 3, 31)) == {(): 1}
        assert balance("territories", as_of=date(2025, 4, 1)) == {}
        payload = Event.objects.order_by("number").last().payloads.get(subject="period:T3")
        assert json.loads(payload.content or "")["reason"] == "Suite"
        assert verify() == []

    def test_those_that_end_later_count_again(self):
        labelled(period="T1")
        first = {"name": "Temps I", "reason": "Avenant", "by": None}
        periods.change_period(period("T1"), ends_on=date(2022, 12, 30), **first)
        with pytest.raises(Unseen) as unseen:
            periods.change_period(period("T1"), ends_on=date(2023, 2, 28), seen="", **first)
        assert bilans_moved(unseen.value.endings) == [
            Moved(date(2022, 12, 31), "", 0, 1),
            Moved(date(2023, 1, 31), "", 0, 1),
            Moved(date(2023, 2, 28), "", 0, 1),
        ]

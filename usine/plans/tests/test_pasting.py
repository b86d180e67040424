"""A column pasted from a spreadsheet over the lines of a plan: previewed, written, undone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.queries import balance, head_number
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import funding, operations
from usine.plans.history import history
from usine.plans.measures import BUDGETS
from usine.plans.models import Action
from usine.plans.pasting import cells_of, has_columns, refusals
from usine.plans.together import change_each, undo_change_many
from usine.values.dates import PartialDate
from usine.values.errors import Refused

from .conftest import made_today
from .factories import make_action, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TODAY = date(2025, 5, 27)


@made_today
def actions(territory) -> list[Action]:
    return [
        make_action(territory, title=f"Action {n}", reference=f"A{n}", planned_budget=n * 100)
        for n in (1, 2, 3)
    ]


def values(actions, name: str) -> list:
    return [getattr(Action.objects.get(pk=action.pk), name) for action in actions]


def lead_text(response) -> str:
    [text] = re.findall(r'fr-text--lead">(.*?)</p>', response.content.decode())
    return text.replace("&nbsp;", "\u00a0")


def given(actions, name: str, *new) -> dict[int, tuple]:
    return {
        action.pk: (getattr(action, name), value)
        for action, value in zip(actions, new, strict=False)
    }


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("CCI\r\nRégion\r\n", ["CCI", "Région"]),
        ("CCI\n\nRégion\n\n\n", ["CCI", "", "Région"]),
        ('"Deux\nlignes"\nUne', ["Deux\nlignes", "Une"]),
        ("  CCI ", ["CCI"]),
    ],
)
def test_a_column_is_read_as_spreadsheets_copy_it(text, cells):
    assert cells_of(text) == cells
    assert not has_columns(text)
    assert has_columns(f"{text}\tà côté")


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("title", ["Une", "Deux"]),
        ("lead", ["CCI", "Région"]),
        ("end", [PartialDate(date(2026, 1, 1)), PartialDate(date(2027, 1, 1))]),
        ("priority", ["high", "low"]),
        ("planned_budget", [12_00, None]),
        # References go from one action to the next.
        ("reference", ["A2", "A1"]),
    ],
)
def test_each_action_gets_its_own_value_in_one_event(territory, manager, actions, name, new):
    before, old = head_number(), values(actions, name)
    event = change_each(territory, name=name, values=given(actions, name, *new), by=manager)
    assert event.number == head_number() == before + 1
    assert values(actions, name) == [*new, old[2]]
    assert history(actions[0])[0].verb == "plans.change_each"
    undo_change_many(territory, event=event.number, by=manager)
    assert values(actions, name) == old
    assert verify() == []


def test_budgets_weigh_from_today_and_back(territory, manager, actions):
    asked = given(actions, "planned_budget", 50_00, 60_00)
    event = change_each(territory, name="planned_budget", values=asked, by=manager)
    assert balance(BUDGETS.code, as_of=date(2025, 5, 26)) == {(): 6_00}
    assert balance(BUDGETS.code, as_of=TODAY) == {(): 113_00}
    funding.add_funding(actions[0], values={"funder": "region", "asked": 20_00}, by=None)
    with pytest.raises(Refused, match="Les financements dépasseraient le budget"):
        undo_change_many(territory, event=event.number, by=manager)
    assert values(actions, "planned_budget") == [50_00, 60_00, 3_00]


@pytest.mark.parametrize(
    ("name", "new", "why"),
    [
        ("reference", "A3", "porte déjà la référence «\u00a0A3\u00a0»"),
        ("end", PartialDate(date(2020, 1, 1)), "La fin précède le début"),
        ("planned_budget", 1, "Les financements dépasseraient le budget"),
        ("title", "", "L’intitulé manque"),
    ],
)
def test_what_does_not_hold_changes_nothing(territory, manager, actions, name, new, why):
    start = PartialDate(date(2024, 1, 1))
    operations.change_field(actions[0], name="start", value=start, read=None, by=None)
    funding.add_funding(actions[0], values={"funder": "region", "asked": 1_00}, by=None)
    before = head_number()
    with pytest.raises(Refused, match=why):
        change_each(territory, name=name, values=given(actions[:1], name, new), by=manager)
    assert head_number() == before


def test_a_budget_dated_later_is_kept(territory, actions):
    actions[0].planned_budgets.update(effective_on=date(2025, 6, 1))
    assert list(refusals("planned_budget", dict.fromkeys(actions, 9_00))) == [actions[0].pk]


def test_one_reference_is_not_given_twice(territory, actions):
    assert len(refusals("reference", dict.fromkeys(actions[:2], "B1"))) == 2
    assert refusals("reference", dict.fromkeys(actions[:2], "")) == {}


def test_what_changed_since_the_preview_is_not_overwritten(territory, manager, actions):
    asked = given(actions, "lead", "CCI", "CCI")
    operations.change_field(actions[1], name="lead", value="Région", read="", by=None)
    with pytest.raises(Refused, match=r"depuis l’aperçu \(«\u00a0A2 Action 2\u00a0»\)"):
        change_each(territory, name="lead", values=asked, by=manager)
    assert values(actions, "lead") == ["", "Région", ""]


@pytest.mark.parametrize("count", [1, 3])
def test_refusals_cost_the_same(territory, actions, count, django_assert_num_queries):
    with django_assert_num_queries(8):
        refusals("planned_budget", dict.fromkeys(actions[:count], 9_00))


class TestThePage:
    @pytest.fixture
    def post(self, signed_in, territory, actions):
        address = reverse("plans:paste", args=[territory.slug])
        there = plan_url(territory, "?axe=foncier")

        def post(**sent):
            lines = {"ligne": [each.pk for each in reversed(actions)], "retour": there}
            return signed_in.post(address, lines | sent)

        return post

    def test_asks_for_the_column_then_shows_it_then_writes_it(self, post, signed_in, actions):
        asked = post(coller="")
        assert [each.reference for each in asked.context["actions"]] == ["A3", "A2", "A1"]
        assert not asked.context["form"].errors
        sent = {"colonne": "porteur", "texte": "CCI\r\n\r\nRégion\r\nEncore"}
        preview = post(**sent, voir="")
        lines = [
            (line.action.reference, line.new, line.outcome) for line in preview.context["lines"]
        ]
        assert lines[0][:2] == ("A3", "CCI")
        assert lines[1] == ("A2", "–", "cellule vide\u00a0: laissée telle quelle")
        told = [preview.context[name] for name in ("written", "refused", "beyond")]
        assert told == [2, 0, 1]
        assert values(actions, "lead") == ["", "", ""]
        done = post(**sent, ecrire="", apercu=preview.context["sealed"])
        assert done.url.endswith("?axe=foncier")
        assert last_message(done) == "2\u00a0actions sont modifiées\u00a0: porteur."
        assert values(actions, "lead") == ["Région", "", "CCI"]
        assert "/annuler/" in signed_in.get(done.url).content.decode()

    def test_tells_the_lines_that_the_cells_fall_on(self, post, territory):
        assert lead_text(post(coller="")) == f"{territory}\u00a0: 3\u00a0lignes"
        two = post(colonne="porteur", texte="CCI\nRégion")
        assert lead_text(two) == f"{territory}\u00a0: 2\u00a0lignes"
        four = post(colonne="porteur", texte="CCI\nRégion\nCCI\nRégion")
        assert lead_text(four) == f"{territory}\u00a0: 3\u00a0lignes"
        assert lead_text(post(colonne="porteur", texte="CCI\tRégion")) == str(territory)

    def test_refuses_line_by_line_and_writes_the_others(self, post, actions):
        sent = {"colonne": "priorite", "texte": "haute\nurgente\nNormale"}
        preview = post(**sent)
        lines = preview.context["lines"]
        assert [line.is_written for line in lines] == [True, False, False]
        assert "urgente" in lines[1].why
        assert lines[2].outcome == "déjà ainsi"
        post(**sent, ecrire="", apercu=preview.context["sealed"])
        assert values(actions, "priority") == ["normal", "normal", "high"]

    def test_amounts_and_dates_are_read_as_people_write_them(self, post):
        budgets = post(colonne="budget", texte="350 k€\n1,2 M€\nbeaucoup").context["lines"]
        assert [line.value for line in budgets[:2]] == [350_000_00, 1_200_000_00]
        assert "montant" in budgets[2].why
        [end] = post(colonne="echeance", texte="T3 2026").context["lines"]
        assert end.new == "T3 2026"

    def test_shows_again_what_was_written_meanwhile(self, post, actions):
        sent = {"colonne": "porteur", "texte": "CCI"}
        sealed = post(**sent).context["sealed"]
        operations.change_field(actions[2], name="lead", value="Région", read="", by=None)
        again = post(**sent, ecrire="", apercu=sealed)
        assert "depuis l’aperçu" in str(again.context["form"].non_field_errors())
        assert [line.old for line in again.context["lines"]] == ["Région"]

    @pytest.mark.parametrize("apercu", ["", "faux"])
    def test_writes_nothing_that_was_not_shown(self, post, actions, apercu):
        again = post(colonne="porteur", texte="CCI", ecrire="", apercu=apercu)
        assert "L’aperçu a changé" in str(again.context["form"].non_field_errors())
        assert values(actions, "lead") == ["", "", ""]

    def test_another_column_than_the_one_shown_is_not_written(self, post, actions):
        sealed = post(colonne="porteur", texte="CCI").context["sealed"]
        again = post(colonne="referent", texte="CCI", ecrire="", apercu=sealed)
        assert again.context["form"].non_field_errors()
        assert values(actions, "referent") == ["", "", ""]

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"colonne": "note", "texte": "Relancer"}, "colonne"),
            ({"colonne": "porteur", "texte": "CCI\tRégion"}, "texte"),
            ({"colonne": "porteur", "texte": ""}, "texte"),
        ],
    )
    def test_what_is_not_one_column_shows_nothing(self, post, sent, field):
        page = post(**sent)
        assert page.context["form"].errors.keys() == {field}
        assert page.context["lines"] == []

    def test_a_note_is_added_instead(self, post):
        page = post(colonne="note", texte="Relancer\nRelancer")
        assert page.context["form"].errors["colonne"] == [
            "Cette colonne ne se colle pas\u00a0: une note s’ajoute. Choisissez une autre colonne."
        ]

    def test_statuses_are_steps_taken_today(self, post, signed_in, actions):
        sent = {"colonne": "statut", "texte": "en cours\nTerminé\nbloqué"}
        preview = post(**sent)
        assert [(line.new, line.why) for line in preview.context["lines"][:1]] == [
            ("En cours de réalisation", "")
        ]
        done, unsure = preview.context["lines"][1:]
        assert "« Déclarer réalisée » ne s’applique pas" in done.why
        assert "«\u00a0bloqué\u00a0» ne dit pas un statut et lui seul" in unsure.why
        response = post(**sent, ecrire="", apercu=preview.context["sealed"])
        assert last_message(response) == "1\u00a0action est modifiée\u00a0: statut."
        assert values(actions, "status") == ["to_start", "to_start", "in_progress"]
        [undo] = re.findall(
            r'action="([^"]*/lignes/\d+/annuler/)"', signed_in.get(response.url).content.decode()
        )
        signed_in.post(undo, {"retour": response.url})
        assert values(actions, "status") == ["to_start"] * 3

    def test_lines_of_another_plan_are_left_out(self, post, territory):
        other = make_action(make_territory())
        assert post(ligne=[other.pk]).url == plan_url(territory, "?axe=foncier")

    def test_without_lines_there_is_nothing_to_paste_on(self, post, territory):
        response = post(ligne=[])
        assert last_message(response) == "Cochez d’abord des lignes."

    def test_who_only_reads_pastes_nothing(self, client, territory, actions):
        client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
        address = reverse("plans:paste", args=[territory.slug])
        assert client.post(address, {"ligne": [actions[0].pk]}).status_code == 403
        assert "data-paste" not in client.get(plan_url(territory)).content.decode()

"""Creating an action by its form: what is typed, what does not hold, titles close to it."""

from datetime import date

import pytest
from django.urls import reverse

from usine.plans import forms, operations
from usine.plans.models import Action
from usine.plans.queries import bearer
from usine.plans.states import Priority, Status
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def typed(**fields) -> dict:
    return {
        "title": "Usine-école",
        "axis": "competences",
        "priority": "normal",
        "status": "to_start",
        "effective_on": "2025-05-27",
        **fields,
    }


@pytest.fixture
def create_url(territory):
    return reverse("plans:create", args=[territory.slug])


def test_an_action_is_created_as_people_write(signed_in, manager, territory, create_url):
    assert signed_in.get(create_url).context["form"]["status"].value() == "to_start"
    response = signed_in.post(
        create_url,
        typed(
            reference=" C1 ",
            description="Premier.\r\n\r\nSecond.",
            lead="UIMM",
            partners="Région\r\n\r\n  France  Travail \r\n",
            planned_budget="1,2 M€",
            start="T3 2025",
            end="2e semestre 2026",
            priority="high",
            comment="À suivre",
            objectives="Former",
            referent=" Ada  Lovelace",
            tags="priorité 2025",
            restricted="on",
            status="in_progress",
            effective_on="01/05/2025",
        ),
    )
    action = Action.objects.get(territory=territory)
    assert response.url == action.get_absolute_url()
    assert action.values == {
        "reference": "C1",
        "axis": "competences",
        "title": "Usine-école",
        "description": "Premier.\n\nSecond.",
        "objectives": "Former",
        "expected_results": "",
        "lead": "UIMM",
        "referent": "Ada  Lovelace",
        "partners": ["Région", "France Travail"],
        "planned_budget": 1_200_000_00,
        "start": PartialDate(date(2025, 7, 1), Precision.QUARTER),
        "end": PartialDate(date(2026, 7, 1), Precision.HALF),
        "priority": Priority.HIGH,
        "sectors": [],
        "tags": ["priorité 2025"],
        "comment": "À suivre",
        "restricted": True,
    }
    assert (action.status, action.status_on) == (Status.IN_PROGRESS, date(2025, 5, 1))
    assert action.status_changes.get().by == manager


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"title": " "}, "title", "Ce champ est obligatoire."),
        ({"axis": ""}, "axis", "Ce champ est obligatoire."),
        ({"start": "bientôt"}, "start", "n’est pas une date comprise"),
        ({"planned_budget": "beaucoup"}, "planned_budget", "beaucoup"),
        ({"start": "2026", "end": "mai 2025"}, "end", "La fin précède le début."),
        ({"planned_budget": "-5"}, "planned_budget", "négatif"),
        ({"effective_on": "2025-05-28"}, "effective_on", "dans le futur"),
        ({"effective_on": "hier"}, "effective_on", "Saisissez une date valide"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(
    signed_in, create_url, fields, field, why
):
    values = typed(partners="Région\nÉtat", comment="À garder") | fields
    response = signed_in.post(create_url, values)
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert why in form.errors[field][0]
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    assert {name: form[name].value() for name in values} == values
    assert Action.objects.count() == 0


def test_a_reference_already_taken_is_said(signed_in, territory, create_url):
    other = make_action(territory, reference="C1", title="Plateau <technique>")
    response = signed_in.post(create_url, typed(reference="C1"))
    assert response.context["form"].errors == {
        "reference": [
            "Une autre action du plan porte déjà cette référence\u00a0: "
            f'«\u00a0<a href="{other.get_absolute_url()}" target="_blank" rel="noopener" '
            'title="Plateau &lt;technique&gt; – nouvelle fenêtre">'
            "Plateau &lt;technique&gt;</a>\u00a0»."
        ]
    }
    assert f'<a href="{other.get_absolute_url()}" target="_blank"' in response.content.decode()


def test_a_reference_taken_while_the_form_was_read_is_said(
    signed_in, territory, create_url, monkeypatch
):
    def read_too_early(reference, *, besides):
        other_bearer = bearer(reference, besides=besides)
        make_action(territory, reference=reference)
        return other_bearer

    monkeypatch.setattr(forms, "bearer", read_too_early)
    form = signed_in.post(create_url, typed(reference="C1")).context["form"]
    assert form.non_field_errors() == ["Une autre action du plan porte déjà cette référence."]
    assert form["reference"].value() == "C1"


def test_a_reference_left_by_a_withdrawn_action_or_of_another_plan_is_free(
    signed_in, territory, create_url
):
    operations.withdraw(make_action(territory, reference="C1"), reason="Doublon", by=None)
    make_action(make_territory(), reference="C1")
    assert signed_in.post(create_url, typed(reference="C1")).status_code == 302


def test_all_that_does_not_hold_is_told_at_once(signed_in, territory, create_url):
    make_action(territory, title="Plateau", reference="C1")
    values = typed(
        title=" ",
        reference="C1",
        planned_budget="-5",
        start="2026",
        end="2025",
        effective_on="2023-11-08",
    )
    form = signed_in.post(create_url, values).context["form"]
    assert sorted(form.errors) == ["effective_on", "end", "planned_budget", "reference", "title"]
    assert form.errors["title"] == ["Ce champ est obligatoire."]
    assert "labellisé depuis le 09/11/2023" in form.errors["effective_on"][0]


class TestCloseTitles:
    @pytest.fixture
    def school(self, territory):
        operations.withdraw(make_action(territory, title="Usine école"), reason="Non", by=None)
        make_action(make_territory(), title="Usine-école")
        make_action(territory, title="Réseau de chaleur")
        return make_action(territory, title="L’usine-école", reference="C1")

    def test_an_action_that_may_be_there_already_is_shown_first(
        self, signed_in, create_url, school
    ):
        values = typed(comment="À garder", partners="Région\nÉtat")
        response = signed_in.post(create_url, values)
        assert [action.pk for action in response.context["close"]] == [school.pk]
        page = response.content.decode()
        assert "Une action proche existe déjà" in page
        assert f'href="{school.get_absolute_url()}"' in page
        assert 'name="anyway" value="Usine-école">Créer quand même</button>' in page
        form = response.context["form"]
        assert {name: form[name].value() for name in values} == values
        assert Action.objects.filter(title="Usine-école").count() == 1

        response = signed_in.post(create_url, values | {"anyway": "Usine-école"})
        created = Action.objects.latest("pk")
        assert response.url == created.get_absolute_url()
        assert (created.title, created.comment) == ("Usine-école", "À garder")

    def test_another_title_is_looked_at_again(self, signed_in, create_url, school):
        make = typed(title="Réseaux de chaleur", anyway="Usine-école")
        response = signed_in.post(create_url, make)
        assert [action.title for action in response.context["close"]] == ["Réseau de chaleur"]

    def test_it_is_told_with_what_does_not_hold(self, signed_in, create_url, school):
        response = signed_in.post(create_url, typed(reference="C1"))
        assert list(response.context["form"].errors) == ["reference"]
        assert [action.pk for action in response.context["close"]] == [school.pk]

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_whatever_the_plan(
        self, signed_in, territory, create_url, count, django_assert_num_queries
    ):
        for _ in range(count):
            make_action(territory, title="Usine-école")
        with django_assert_num_queries(10):
            response = signed_in.post(create_url, typed())
        assert len(response.context["close"]) == count


def test_the_bilans_that_a_past_action_moves_are_read_first(signed_in, territory, create_url):
    fields = typed(effective_on="2025-04-02", planned_budget="1 M€", status="in_progress")
    listed = signed_in.post(create_url, fields)
    assert [(move.on, move.was, move.becomes) for move in listed.context["moves"]] == [
        (date(2025, 4, 30), "Pas au plan", "En cours de réalisation"),
        (date(2025, 5, 27), "Pas au plan", "En cours de réalisation"),
    ]
    assert "Cet ajout change 2\u00a0bilans" in listed.content.decode()
    assert not Action.objects.filter(territory=territory).exists()
    seen = listed.context["form"]["seen"].value()
    assert signed_in.post(create_url, fields | {"seen": seen}).status_code == 302
    # A title close to another one is shown with them, and asked about once.
    close = signed_in.post(create_url, fields)
    assert (len(close.context["close"]), len(close.context["moves"])) == (1, 2)
    again = signed_in.post(create_url, fields | {"anyway": fields["title"]})
    assert (again.context["close"], again.context["verb"]) == ([], "Ajouter")
    assert 'name="anyway" value="Usine-école"' in again.content.decode()
    assert (
        signed_in.post(create_url, fields | {"anyway": fields["title"], "seen": seen}).status_code
        == 302
    )

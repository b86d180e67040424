"""*Réglages*: the national team opens a period and names its axes, without a release."""

from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.plans import operations as plans
from usine.plans.states import Status
from usine.territories import periods
from usine.territories.models import Axis, Period
from usine.territories.tests.factories import labelled

from .routes import THIRD

pytestmark = pytest.mark.django_db

WHY_PAST = "Le dernier jour est déjà passé\u00a0: dites pourquoi il change."
PERIODS, OPEN = reverse("portal:periods"), reverse("portal:open_period")


@pytest.fixture
def territory():
    return make_territory()


@pytest.fixture
def national(client, territory):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    return client


def page_of(period: str) -> str:
    return reverse("portal:change_period", args=[period])


def axes(period: str) -> list[str]:
    return list(Axis.objects.filter(period=period).values_list("code", flat=True))


def refusals(response) -> list[str]:
    return list(response.context["form"].non_field_errors())


def states(response) -> list[tuple[str, str]]:
    return [(period.pk, state) for period, state, _ in response.context["rows"]]


def links(client) -> list[str]:
    """Those besides one's account and what one is told."""
    labels = [link.label for link in client.get("/").context["account"]["links"]]
    assert labels[1] == "Notifications"
    return labels[2:]


def test_the_menu_leads_to_the_lists_that_one_keeps(client, national, territory):
    assert links(client) == ["Comptes", "Réglages"]
    lists = national.get(reverse("portal:settings")).context["lists"]
    assert [each.page for each in lists] == [
        "portal:periods",
        "portal:sectors",
        "people:bodies",
        "calls:managed",
    ]
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    assert links(client) == ["Comptes"]


@pytest.mark.parametrize(
    ("address", "lit"),
    [
        ("/", {}),
        ("/reglages/", {"Réglages": "page"}),
        ("/reglages/organismes/", {"Réglages": "true"}),
        ("/comptes/", {"Comptes": "page"}),
        ("/comptes/inviter/", {"Comptes": "true"}),
        ("/mandats/{}/fin/", {"Comptes": "true"}),
    ],
)
def test_the_menu_says_in_which_list_one_is(national, territory, address, lit):
    mandate = make_user(Role.READER, territory=territory).mandates.get()
    response = national.get(address.format(mandate.pk))
    menu = response.context["account"]["links"]
    assert {link.label: link.current for link in menu if link.current} == lit
    html = response.content.decode()
    assert all(f'aria-current="{lit[label]}">{label}</a>' in html for label in lit)


def test_periods_are_listed_with_their_axes_at_one_cost(national, django_assert_num_queries):
    national.get(PERIODS)  # what a session starts with
    with django_assert_num_queries(5):
        response = national.get(PERIODS)
    assert states(response) == [("T2", "En cours"), ("T1", "Terminée")]
    assert "Recruter, Innover, Attirer, Simplifier" in response.content.decode()
    national.post(OPEN, THIRD)
    national.get(PERIODS)  # tells that it is done
    with django_assert_num_queries(5):
        response = national.get(PERIODS)
    assert states(response) == [("T3", "À venir"), ("T2", "En cours"), ("T1", "Terminée")]


def test_there_may_be_none(client):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert "Aucune période" in client.get(PERIODS).content.decode()


def test_a_third_period_opens_and_a_plan_reads_its_axes(national, territory):
    second = {f"{name}_3": "financer" for name in ("code", "label", "short")}
    assert national.post(OPEN, {**THIRD, **second}).url == PERIODS
    period = Period.objects.get(pk="T3")
    assert (period.name, period.starts_on, period.ends_on) == (
        "Temps III (2028-2032)",
        date(2028, 1, 1),
        date(2032, 12, 31),
    )
    assert axes("T3") == ["relocaliser", "financer"]
    territory.refresh_from_db()
    assert territory.unlabelled_on == date(2027, 12, 31)

    for place, expected in (
        (labelled("T3"), ["relocaliser", "financer"]),
        (territory, ["transition", "innovation", "competences", "foncier"]),
    ):
        form = national.get(reverse("plans:create", args=[place.slug])).context["form"]
        assert [code for code, _ in form.fields["axis"].choices if code] == expected
    assert verify() == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"code": "T2"}, "La période T2 est déjà ouverte."),
        (
            {"code_1": "", "label_1": "", "short_1": "", "goal_1": ""},
            "Une période a au moins un axe.",
        ),
        ({"ends_on": "2027-12-31"}, "La fin d’une période doit suivre son début."),
    ],
)
def test_what_is_refused_is_told_on_the_form_and_kept(national, typed, why):
    events = Event.objects.count()
    response = national.post(OPEN, {**THIRD, **typed})
    assert refusals(response) == [why]
    assert response.context["form"]["name"].value() == THIRD["name"]
    assert why in response.content.decode()
    assert (Period.objects.count(), Event.objects.count()) == (2, events)


def test_an_axis_that_was_begun_is_completed(national):
    response = national.post(OPEN, {**THIRD, "starts_on": "", "goal_2": "seul", "code_3": "x" * 17})
    errors = response.context["form"].errors
    assert sorted(errors) == ["code_2", "code_3", "label_2", "short_2", "starts_on"]
    assert errors["label_2"] == ["À remplir pour l’axe 2."]
    assert not Period.objects.filter(pk="T3").exists()


def test_a_period_is_changed_or_the_form_says_why_not(national):
    form = national.get(page_of("T1")).context["form"]
    assert form["ends_on"].value() == date(2022, 12, 31)
    typed = {"name": "Temps I", "ends_on": "2022-06-30"}
    assert refusals(national.post(page_of("T1"), typed)) == [WHY_PAST]
    assert Period.objects.get(pk="T1").ends_on == date(2022, 12, 31)
    assert national.post(page_of("T1"), typed | {"reason": "Contrats"}).url == page_of("T1")
    period = Period.objects.get(pk="T1")
    assert (period.name, period.ends_on) == ("Temps I", date(2022, 6, 30))
    response = national.post(page_of("T1"), {"name": "Temps I", "ends_on": "2024-01-01"})
    assert refusals(response)[0].startswith("Temps II (2023-2027) court du 09/11/2023")
    assert national.get(page_of("T9")).status_code == 404


def test_the_last_day_of_the_current_period_is_past_with_a_reason(national):
    typed = {"name": "Temps II", "ends_on": "2024-03-31"}
    assert refusals(national.post(page_of("T2"), typed)) == [WHY_PAST]
    assert national.post(page_of("T2"), typed | {"reason": "Arrêté"}).url == page_of("T2")
    assert states(national.get(PERIODS))[0] == ("T2", "Terminée")
    # Its name is free: it moves no day.
    assert national.post(page_of("T2"), typed | {"name": "Temps deux"}).url == page_of("T2")
    back = typed | {"ends_on": "2027-12-31"}
    assert refusals(national.post(page_of("T2"), back)) == [WHY_PAST]


def test_ends_of_labels_that_are_past_are_shown_then_change_with_a_reason(national):
    label = labelled("T1")
    first = Period.objects.get(pk="T1")
    ends = {"ends_on": date(2022, 12, 30), "reason": "Avenant"}
    periods.change_period(first, name=first.name, **ends, by=None)
    typed = {"name": first.name, "ends_on": "2022-09-30", "reason": ""}
    response = national.post(page_of("T1"), typed)
    text = response.content.decode()
    assert (
        "1\u00a0label prend fin le 30\u00a0septembre 2022, au lieu du 30\u00a0décembre 2022" in text
    )
    assert [each.on for each in response.context["bilans"]] == [
        date(2022, 10, 31),
        date(2022, 11, 30),
    ]
    assert Period.objects.get(pk="T1").ends_on == date(2022, 12, 30)

    seen = {"seen": response.context["form"]["seen"].value()}
    assert refusals(national.post(page_of("T1"), typed | seen)) == [
        "Des fins de label déjà passées changent\u00a0: donnez-en le motif."
    ]
    # Another answer than the one that was shown is shown first.
    again = national.post(page_of("T1"), typed | seen | {"ends_on": "2022-10-31", "reason": "x"})
    assert [each.on for each in again.context["bilans"]] == [date(2022, 11, 30)]
    done = national.post(page_of("T1"), typed | seen | {"reason": "Avenant"})
    assert done.url == page_of("T1")
    label.refresh_from_db()
    assert label.unlabelled_on == date(2022, 9, 30)
    assert verify() == []


def test_an_opening_that_ends_labels_in_the_past_is_shown_first(national, territory):
    ends = {"name": "Temps II", "ends_on": "2024-03-31", "reason": "Arrêté"}
    national.post(page_of("T2"), ends)
    typed = {**THIRD, "starts_on": "2024-04-01", "reason": "Suite"}
    response = national.post(OPEN, typed)
    assert [each.period.pk for each in response.context["endings"]] == ["T2"]
    assert not Period.objects.filter(pk="T3").exists()
    seen = response.context["form"]["seen"].value()
    assert f'name="seen" value="{seen}"' in response.content.decode()
    assert national.post(OPEN, typed | {"seen": seen}).url == PERIODS
    territory.refresh_from_db()
    assert territory.unlabelled_on == date(2024, 3, 31)


def test_days_to_come_that_no_period_covers_are_shown_first(national):
    typed = {**THIRD, "starts_on": "2028-03-01"}
    response = national.post(OPEN, typed)
    text = response.content.decode()
    assert (
        "Du 1er\u00a0janvier 2028 au 29\u00a0février 2028, entre Temps II (2023-2027) et Temps III "
        "(2028-2032), aucune période ne court"
    ) in text
    assert "Cette réponse laisse des jours à venir sans période. Vérifiez, puis envoyez" in text
    assert not Period.objects.filter(pk="T3").exists()
    seen = {"seen": response.context["form"]["seen"].value()}
    # Another gap than the one that was shown is shown first.
    assert national.post(OPEN, typed | seen | {"starts_on": "2028-02-01"}).context["gaps"]
    assert national.post(OPEN, typed | seen).url == PERIODS

    # The gap that is there is not told again, a wider one is: it is another.
    assert national.post(page_of("T3"), {"name": "Suite", "ends_on": "2033-12-31"}).url
    name = {"name": "Temps II (2023-2027)"}
    response = national.post(page_of("T2"), name | {"ends_on": "2027-12-30"})
    [gap] = response.context["gaps"]
    assert (gap.first, gap.last) == (date(2027, 12, 31), date(2028, 2, 29))
    seen = {"seen": response.context["form"]["seen"].value()}
    done = national.post(page_of("T2"), name | {"ends_on": "2027-12-30"} | seen)
    assert done.url == page_of("T2")
    assert national.post(page_of("T2"), name | {"ends_on": "2028-02-29"}).url == page_of("T2")


def test_axes_are_added_changed_and_removed(national):
    add = reverse("portal:add_axis", args=["T1"])
    typed = {"code": "former", "label": "Former", "short": "Former"}
    assert national.post(add, typed).url == page_of("T1")
    assert axes("T1")[-1] == "former"
    assert refusals(national.post(add, typed)) == ["Deux axes ont pour code «\u00a0former\u00a0»."]
    axis = Axis.objects.get(code="former")
    change = reverse("portal:change_axis", args=[axis.pk])
    assert national.get(change).context["form"]["label"].value() == "Former"
    national.post(change, {"label": "Apprendre", "short": "Apprendre", "goal": "à tout âge"})
    axis.refresh_from_db()
    assert (axis.code, axis.label, axis.goal) == ("former", "Apprendre", "à tout âge")
    remove = reverse("portal:remove_axis", args=[axis.pk])
    assert "Retirer l’axe Apprendre" in national.get(remove).content.decode()
    assert national.post(remove).url == page_of("T1")
    assert "former" not in axes("T1")


def test_the_page_of_a_period_tells_who_wrote_what(national):
    asked = {"name": "Temps I", "ends_on": "2022-06-30", "reason": "Contrats"}
    national.post(page_of("T1"), asked)
    national.post(page_of("T1"), asked | {"name": "Temps un"})
    add = reverse("portal:add_axis", args=["T1"])
    national.post(add, {"code": "former", "label": "Former", "short": "Former"})
    axis = Axis.objects.get(code="former")
    words = {"label": "Apprendre", "short": "Former", "goal": "à tout âge"}
    national.post(reverse("portal:change_axis", args=[axis.pk]), words)
    national.post(reverse("portal:remove_axis", args=[axis.pk]))
    response = national.get(page_of("T1"))
    facts = response.context["history"]
    me = str(User.objects.get())
    assert [(fact.what, fact.who, fact.lines, fact.reason) for fact in facts] == [
        ("Axe «\u00a0Apprendre\u00a0» retiré", me, (), ""),
        (
            "Axe «\u00a0Former\u00a0» modifié",
            me,
            (("Intitulé", "Former", "Apprendre"), ("Objectif", "–", "à tout âge")),
            "",
        ),
        ("Axe «\u00a0Former\u00a0» ajouté", me, (), ""),
        ("Période modifiée", me, (("Nom", "Temps I", "Temps un"),), "Contrats"),
        (
            "Période modifiée",
            me,
            (
                ("Nom", "Temps I (2018-2022)", "Temps I"),
                ("Dernier jour", "31\u00a0décembre 2022", "30\u00a0juin 2022"),
            ),
            "Contrats",
        ),
        (
            "Période ouverte",
            "la plateforme",
            (
                ("Premier jour", "–", "22\u00a0novembre 2018"),
                ("Dernier jour", "–", "31\u00a0décembre 2022"),
            ),
            "",
        ),
    ]
    assert "Motif&nbsp;: Contrats" in response.content.decode()


def test_axes_under_which_something_counts_stay(national, territory):
    plans.create(
        territory=territory,
        values={"axis": "foncier", "title": "Friche", "lead": "CA"},
        status=Status.TO_START,
        effective_on=date(2024, 1, 10),
        by=None,
    )
    response = national.get(page_of("T2"))
    assert response.context["is_used"]
    assert "Ajouter un axe" not in response.content.decode()
    assert not national.get(page_of("T1")).context["is_used"]
    axis = Axis.objects.get(code="foncier")
    response = national.post(reverse("portal:remove_axis", args=[axis.pk]), follow=True)
    assert "Des actions comptent déjà dans les axes de Temps II" in response.content.decode()
    assert "foncier" in axes("T2")

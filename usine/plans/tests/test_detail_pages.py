"""The forms of what an action holds beside its fields: one journey for all kinds of details."""

import json
from datetime import date

import pytest
from django.urls import reverse

from usine.plans import funding, operations, results, steps
from usine.plans.kinds import JOURNEYS
from usine.values.dates import PartialDate, Precision

from .conftest import made_today
from .counted import TODAY
from .factories import make_action
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ENTRY, APRIL = date(2024, 1, 10), date(2025, 4, 10)


@made_today
def action(territory):
    return make_action(
        territory, title="Friche", reference="F1", planned_budget=100_000_00, effective_on=ENTRY
    )


@made_today
def other(territory):
    return make_action(territory, title="Étude de sol", reference="F2")


def adding(action, slug: str) -> str:
    return reverse("plans:add_detail", args=[action.pk, slug])


def changing(detail, slug: str) -> str:
    return reverse("plans:change_detail", args=[detail.action_id, slug, detail.pk])


def removing(detail, slug: str) -> str:
    return reverse("plans:remove_detail", args=[detail.action_id, slug, detail.pk])


def as_prefilled(client, address: str) -> dict:
    """What the form of a change sends when nothing is typed."""
    form = client.get(address).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) is not None}


def faults(response) -> dict:
    return response.context["form"].errors


TYPED = {
    "etapes": ({"title": "Étude", "due": "juin 2025"}, {"title": "Étude rendue"}, "étape", "e"),
    "financements": (
        {"funder": "region", "label": "Fonds vert", "asked": "60 k€", "tax": "ht"},
        {"granted": "1 200,50"},
        "financement",
        "",
    ),
    "resultats": (
        {"code": "hectares", "target": "3,5 ha", "source": "Cadastre"},
        {"measured": "1,25"},
        "résultat",
        "",
    ),
    "indicateurs": ({"name": "Visites", "target": "une par mois"}, {"unit": "visites"}, "i", ""),
}


@pytest.mark.parametrize("slug", TYPED)
def test_a_detail_is_added_changed_and_removed(signed_in, action, slug):
    first, then, _, agreement = TYPED[slug]
    journey = JOURNEYS[slug]
    added = signed_in.post(adding(action, slug), first)
    assert last_message(added) == journey.done("ajouté")
    [detail] = getattr(action, journey.related).all()
    line = f"{action.get_absolute_url()}#{slug}-{detail.pk}"
    assert added.url == line
    assert f'id="{slug}-{detail.pk}"' in signed_in.get(added.url).content.decode()
    address = changing(detail, slug)
    prefilled = as_prefilled(signed_in, address)
    same = signed_in.post(address, prefilled)
    assert last_message(same).startswith("Rien n’a changé")
    changed = signed_in.post(address, prefilled | then)
    assert (changed.url, last_message(changed)) == (
        line,
        f"{journey.the} est enregistré{agreement}.",
    )
    detail.refresh_from_db()
    assert detail.version == 2
    asked = signed_in.get(removing(detail, slug))
    assert f"Retirer {journey.one}" in asked.content.decode()
    removed = signed_in.post(removing(detail, slug), {"version": "2"})
    assert (removed.url, last_message(removed)) == (
        f"{action.get_absolute_url()}#{slug}",
        journey.done("retiré"),
    )
    assert f'id="{slug}"' in signed_in.get(removed.url).content.decode()
    assert not getattr(action, journey.related).standing().exists()


def test_amounts_and_results_are_typed_as_people_write_them(signed_in, action):
    signed_in.post(adding(action, "financements"), TYPED["financements"][0])
    [line] = action.funding.all()
    assert (line.asked, line.tax) == (60_000_00, "ht")
    signed_in.post(adding(action, "resultats"), TYPED["resultats"][0])
    [result] = action.results.all()
    assert (result.target, result.measured) == (35_000, None)
    prefilled = as_prefilled(signed_in, changing(result, "resultats"))
    assert (prefilled["target"], prefilled["measured"]) == ("3,5", "")


@pytest.mark.parametrize(
    ("slug", "typed", "field", "why"),
    [
        ("etapes", {"title": ""}, "title", "Ce champ est obligatoire."),
        (
            "etapes",
            {"title": "Étude", "done_on": "2025"},
            None,
            "«\u00a0Faite le\u00a0» a une date\u00a0: cochez l’étape comme faite, ou retirez-la.",
        ),
        (
            "financements",
            {"funder": "region", "granted": "120 k€"},
            None,
            "Les financements dépasseraient le budget de l’action\u00a0: 120\u00a0000\u00a0€ "
            "accordé pour 100\u00a0000\u00a0€ de budget.",
        ),
        (
            "financements",
            {"funder": "region", "granted": "10", "effective_on": "2025-06-30"},
            None,
            "La date d’effet est dans le futur : on inscrit ce qui est vrai aujourd’hui.",
        ),
        (
            "etapes",
            {"title": "Étude", "done": "on", "done_on": "juillet 2025"},
            None,
            "Une étape n’est pas faite à une date à venir\u00a0: donnez le jour où elle l’a été, "
            "ou dites son échéance.",
        ),
        (
            "financements",
            {"funder": "region", "year": "2025"},
            None,
            "Donnez un montant, ou le nom du financeur ou du dispositif.",
        ),
        (
            "financements",
            {"funder": "region", "granted": "4", "paid": "5"},
            None,
            "Le montant versé (5\u00a0€) dépasse le montant accordé (4\u00a0€).",
        ),
        (
            "financements",
            {"funder": "region", "planned": "5 000,555"},
            "planned",
            "« 5 000,555 » : un montant s’écrit avec deux décimales au plus.",
        ),
        (
            "resultats",
            {"code": "jobs_created", "target": "2,5"},
            "target",
            "Ce résultat se compte en nombres entiers.",
        ),
        (
            "resultats",
            {"code": "jobs_created", "measured": "beaucoup"},
            "measured",
            "«\u00a0beaucoup\u00a0» n’est pas un nombre positif\u00a0: écrivez par exemple 120 ou "
            "3,5.",
        ),
        ("resultats", {"target": "2"}, "code", "Ce champ est obligatoire."),
        ("liens", {"kind": "depends_on"}, "other", "Ce champ est obligatoire."),
    ],
)
def test_what_does_not_hold_is_told_on_the_form(signed_in, action, slug, typed, field, why):
    response = signed_in.post(adding(action, slug), typed)
    assert faults(response)[field or "__all__"] == [why]
    assert not getattr(action, JOURNEYS[slug].related).exists()


@pytest.mark.parametrize("stage", ["asked", "paid"])
def test_a_line_says_one_amount_alone_as_files_do(signed_in, action, stage):
    signed_in.post(adding(action, "financements"), {"funder": "region", stage: "5"})
    [line] = action.funding.all()
    assert (getattr(line, stage), line.granted) == (500, None)
    at = changing(line, "financements")
    signed_in.post(at, as_prefilled(signed_in, at) | {"label": "Fonds vert", stage: "6"})
    line.refresh_from_db()
    assert (line.label, getattr(line, stage), line.granted) == ("Fonds vert", 600, None)


def test_a_day_before_what_is_known_is_refused(signed_in, action):
    line = funding.add_funding(action, values={"funder": "etat", "asked": 5_00}, by=None)
    address = changing(line, "financements")
    typed = as_prefilled(signed_in, address) | {"asked": "6", "effective_on": "2025-04-10"}
    assert faults(signed_in.post(address, typed))["__all__"] == [
        "Cette valeur est connue depuis le 27\u00a0mai 2025\u00a0: donnez un jour à partir de "
        "celui-là, ou corrigez ce qui a été enregistré, date par date."
    ]


def test_an_indicator_is_not_measured_at_a_day_to_come(signed_in, action):
    typed = {"name": "Visites", "measured": "12", "measured_on": "2029"}
    assert faults(signed_in.post(adding(action, "indicateurs"), typed))["__all__"] == [
        "Rien n’est constaté à une date à venir\u00a0: donnez le jour du constat."
    ]
    # The year that runs.
    signed_in.post(adding(action, "indicateurs"), {**typed, "measured_on": "2025"})
    assert action.indicators.count() == 1


class TestTwoEditors:
    def test_what_another_wrote_is_shown_and_what_was_typed_is_kept(self, signed_in, action):
        line = funding.add_funding(
            action, values={"funder": "etat", "asked": 5_00, "label": "Fonds vert"}, by=None
        )
        address = changing(line, "financements")
        typed = as_prefilled(signed_in, address) | {"asked": "7", "year": "2026"}
        values = {"asked": 6_00, "label": "DETR"}
        funding.change_funding(line, values=values, version=1, by=None)
        met = signed_in.post(address, typed)
        assert met.status_code == 409
        assert met.context["changed"] == [
            ("Nom du financeur ou du dispositif", "Fonds vert", "DETR", "DETR"),
            ("Demandé", "5\u00a0€", "6\u00a0€", "7\u00a0€"),
        ]
        form = met.context["form"]
        again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        assert (again["asked"], again["label"], again["year"]) == ("7\u00a0€", "DETR", 2026)
        signed_in.post(address, again)
        line.refresh_from_db()
        assert (line.asked, line.label, line.year, line.version) == (7_00, "DETR", 2026, 3)

    def test_a_result_is_told_in_its_unit(self, signed_in, action):
        result = results.add_result(action, values={"code": "hectares", "target": 10_000}, by=None)
        address = changing(result, "resultats")
        typed = as_prefilled(signed_in, address) | {"target": "3"}
        results.change_result(result, values={"target": 25_000}, version=1, by=None)
        met = signed_in.post(address, typed)
        assert met.context["changed"] == [("Visé", "1\u00a0ha", "2,5\u00a0ha", "3\u00a0ha")]
        assert met.context["form"]["target"].value() == "3"

    def test_what_was_removed_meanwhile_is_told(self, signed_in, action):
        step = steps.add_step(action, values={"title": "Étude"}, by=None)
        address = changing(step, "etapes")
        typed = as_prefilled(signed_in, address)
        steps.remove_step(step, version=1, by=None)
        refused = signed_in.post(address, typed | {"title": "Étude rendue"})
        assert faults(refused)["__all__"] == ["«\u00a0Étude\u00a0» a été retiré entre-temps."]
        late = signed_in.get(address)
        assert (late.url, last_message(late)) == (
            action.get_absolute_url(),
            "L’étape est déjà retirée.",
        )

    def test_a_removal_of_what_changed_is_refused(self, signed_in, action):
        step = steps.add_step(action, values={"title": "Étude"}, by=None)
        steps.change_step(step, values={"title": "Étude de sol"}, version=1, by=None)
        refused = signed_in.post(removing(step, "etapes"), {"version": "1"})
        assert last_message(refused).startswith("«\u00a0Étude de sol\u00a0» a été modifié")
        assert action.milestones.standing().exists()

    def test_a_form_that_our_signature_does_not_prove_is_opened_again(self, signed_in, action):
        step = steps.add_step(action, values={"title": "Étude"}, by=None)
        refused = signed_in.post(
            changing(step, "etapes"), {"title": "Étude", "version": "1", "read": "autre"}
        )
        assert faults(refused)["read"] == [
            "Ce formulaire a expiré\u00a0: rouvrez la page de l’action."
        ]


def test_what_left_the_plan_takes_no_detail(signed_in, action):
    step = steps.add_step(action, values={"title": "Étude"}, by=None)
    operations.withdraw(action, reason="Doublon", by=None)
    for address in (adding(action, "etapes"), changing(step, "etapes"), removing(step, "etapes")):
        assert signed_in.get(address).url == action.get_absolute_url()
    refused = signed_in.post(adding(action, "financements"), {"funder": "etat", "asked": "5"})
    assert "retirée du plan" in str(faults(refused))


class TestMovedBilans:
    def test_an_amount_of_the_past_is_written_once_its_bilans_are_seen(self, signed_in, action):
        address = adding(action, "financements")
        typed = {"funder": "region", "granted": "50 k€", "effective_on": "2025-04-10"}
        page = signed_in.post(address, typed)
        assert [move.on for move in page.context["moves"]] == [date(2025, 4, 30), TODAY]
        assert "Cet ajout change 2\u00a0bilans" in page.content.decode()
        assert not action.funding.exists()
        signed_in.post(address, typed | {"seen": page.context["form"]["seen"].value()})
        [amount] = action.funding.get().amounts.all()
        assert (amount.name, amount.amount, amount.effective_on) == ("granted", 50_000_00, APRIL)

    def test_a_change_of_the_past_is_seen_first(self, signed_in, action):
        result = results.add_result(
            action, values={"code": "plants", "measured": 1}, effective_on=ENTRY, by=None
        )
        address = changing(result, "resultats")
        typed = as_prefilled(signed_in, address) | {"measured": "2", "effective_on": "2025-04-10"}
        page = signed_in.post(address, typed)
        assert [(move.was, move.becomes) for move in page.context["moves"]] == [("1", "2")] * 2
        signed_in.post(address, typed | {"seen": page.context["form"]["seen"].value()})
        result.refresh_from_db()
        assert result.measured == 2

    def test_a_removal_tells_the_bilans_that_it_moves(self, signed_in, action):
        values = {"funder": "region", "granted": 5_00}
        line = funding.add_funding(action, values=values, effective_on=APRIL, by=None)
        page = signed_in.get(removing(line, "financements"))
        assert [move.on for move in page.context["moves"]] == [date(2025, 4, 30), TODAY]
        today = funding.add_funding(action, values={**values, "year": 2025}, by=None)
        assert signed_in.get(removing(today, "financements")).context["moves"] == []


class TestSteps:
    def test_a_step_is_marked_in_one_click_and_that_is_undone(self, signed_in, action):
        step = steps.add_step(action, values={"title": "Étude"}, by=None)
        address = reverse("plans:mark_step", args=[action.pk, step.pk])
        marked = signed_in.post(address, {"version": "1", "done": "1"}, follow=True)
        step.refresh_from_db()
        assert (step.done, step.done_on) == (True, PartialDate(TODAY))
        assert "Étape «\u00a0Étude\u00a0»\u00a0: faite." in marked.content.decode()
        assert f'action="{address}" class="undo"' in marked.content.decode()
        undone = signed_in.post(address, {"version": "2"})
        assert last_message(undone) == "Étape «\u00a0Étude\u00a0»\u00a0: plus faite."
        step.refresh_from_db()
        assert (step.done, step.done_on) == (False, None)

    @pytest.mark.parametrize("day", [None, PartialDate(date(2024, 3, 1), Precision.QUARTER)])
    def test_not_done_is_undone_with_its_day(self, signed_in, action, day):
        values = {"title": "Étude", "done": True, "done_on": day}
        step = steps.add_step(action, values=values, by=None)
        address = reverse("plans:mark_step", args=[action.pk, step.pk])
        page = signed_in.post(address, {"version": "1"}, follow=True)
        undo = page.context["messages"]
        [told] = [json.loads(each.extra_tags) for each in undo]
        signed_in.post(told["address"], told["fields"])
        step.refresh_from_db()
        assert (step.done, step.done_on, step.version) == (True, day, 3)
        wrong = signed_in.post(address, {"version": "3", "done": "1", "done_on": "jamais"})
        assert "jamais" in last_message(wrong)

    def test_the_undoing_leads_back_to_the_list_as_well(self, signed_in, action):
        step = steps.add_step(action, values={"title": "Étude"}, by=None)
        address = reverse("plans:mark_step", args=[action.pk, step.pk])
        marked = signed_in.post(f"{address}?retour=/plans/", {"version": "1", "done": "1"})
        assert marked.url == f"{action.get_absolute_url()}?retour=%2Fplans%2F#etapes-{step.pk}"
        page = signed_in.get(marked.url).content.decode()
        assert '<input type="hidden" name="retour" value="/plans/">' in page

    def test_a_step_read_before_another_wrote_is_not_marked(self, signed_in, action):
        step = steps.add_step(action, values={"title": "Étude"}, by=None)
        address = reverse("plans:mark_step", args=[action.pk, step.pk])
        assert "modifié entre-temps" in last_message(signed_in.post(address, {"done": "1"}))
        step.refresh_from_db()
        assert not step.done

"""The links of an action from its page: the other action is named, or chosen among a few."""

import pytest

from usine.plans import links, operations
from usine.plans.models import Action

from .conftest import made_today
from .factories import make_action, make_territory
from .pages import last_message
from .test_detail_pages import adding, changing, faults, removing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def action(territory):
    return make_action(territory, title="Friche", reference="F1")


@made_today
def other(territory):
    return make_action(territory, title="Étude de sol", reference="F2")


@pytest.fixture
def elsewhere():
    return make_action(make_territory("Ailleurs"), title="Étude du port", reference="F2")


@pytest.mark.parametrize(
    "text", ["f2", "étude de SOL", "F2 – Étude de sol", "{pk}", "https://ici.fr/actions/{pk}/"]
)
def test_an_action_is_named_in_many_ways(signed_in, action, other, elsewhere, text):
    typed = {"kind": "depends_on", "other": text.format(pk=other.pk)}
    added = signed_in.post(adding(action, "liens"), typed)
    assert last_message(added) == "Le lien est ajouté."
    assert [(link.kind, link.other) for link in action.links.all()] == [("depends_on", other)]


def test_words_that_fit_several_are_asked_which(signed_in, action, other, elsewhere):
    typed = {"kind": "same_project", "other": "étude"}
    asked = signed_in.post(adding(action, "liens"), typed)
    assert faults(asked) == {"which": ["Choisissez l’action, ou précisez les mots."]}
    assert asked.context["form"].fields["which"].choices == [
        (other.pk, "F2 – Étude de sol"),
        (elsewhere.pk, "F2 – Étude du port (Ailleurs)"),
    ]
    signed_in.post(adding(action, "liens"), typed | {"which": str(elsewhere.pk)})
    assert [link.other for link in action.links.all()] == [elsewhere]


def test_a_list_that_is_cut_says_so(signed_in, action):
    for rank in range(11):
        make_action(action.territory, title=f"Quai {rank:02}")
    asked = signed_in.post(adding(action, "liens"), {"kind": "depends_on", "other": "quai"})
    which = asked.context["form"].fields["which"]
    assert len(which.choices) == 10
    assert which.help_text == "Les 10\u00a0premières\u00a0: précisez les mots pour d’autres."


def test_the_action_itself_is_not_offered(signed_in, action, elsewhere):
    operations.change(action, values={"reference": "1.01"}, version=1, by=None)
    for text in ("1.01", str(action.pk)):
        typed = {"kind": "depends_on", "other": text}
        assert faults(signed_in.post(adding(action, "liens"), typed))["other"] == [
            "C’est l’action de cette fiche\u00a0: une action n’est pas liée à elle-même."
        ]
    operations.change(elsewhere, values={"reference": "1.01"}, version=1, by=None)
    typed = {"kind": "depends_on", "other": "1.01"}
    assert faults(signed_in.post(adding(action, "liens"), typed))["which"] == [
        "Choisissez l’action, ou précisez les mots. L’action de cette fiche, qui répond aussi, "
        "n’est pas proposée."
    ]


def test_two_of_one_title_are_asked_which(signed_in, action, other):
    twin = make_action(action.territory, title="Étude de sol")
    typed = {"kind": "same_project", "other": "Étude de sol"}
    asked = signed_in.post(adding(action, "liens"), typed)
    choices = asked.context["form"].fields["which"].choices
    assert choices == [(other.pk, "F2 – Étude de sol"), (twin.pk, "Étude de sol")]


def test_words_that_fit_none_are_told(signed_in, action, elsewhere):
    operations.change(elsewhere, values={"restricted": True}, version=1, by=None)
    for text in ("introuvable", "port", str(elsewhere.pk), "999999999999"):
        typed = {"kind": "same_project", "other": text}
        assert faults(signed_in.post(adding(action, "liens"), typed))["other"] == [
            "Aucune action que vous voyez ne répond à ces mots\u00a0: donnez sa référence, un "
            "mot de son intitulé, ou l’adresse de sa fiche."
        ]


def test_the_form_offers_the_plan(signed_in, action, other, elsewhere):
    assert signed_in.get(adding(action, "liens")).context["form"].others == ["F2 – Étude de sol"]


def test_the_same_link_twice_is_refused(signed_in, action, other):
    links.add_link(action, kind="depends_on", other=other, by=None)
    typed = {"kind": "depends_on", "other": "F2"}
    assert faults(signed_in.post(adding(action, "liens"), typed))["__all__"] == [
        "Ces deux actions sont déjà liées ainsi."
    ]


def test_a_link_is_removed_and_never_changed(signed_in, action, other):
    link = links.add_link(action, kind="depends_on", other=other, by=None)
    assert signed_in.get(changing(link, "liens")).status_code == 404
    removed = signed_in.post(removing(link, "liens"), {"version": "1"})
    assert last_message(removed) == "Le lien est retiré."


@pytest.mark.parametrize("restricted", [False, True])
def test_a_link_to_what_one_may_not_see_is_not_there(signed_in, action, elsewhere, restricted):
    link = links.add_link(action, kind="depends_on", other=elsewhere, by=None)
    Action.objects.filter(pk=elsewhere.pk).update(restricted=restricted)
    answered = signed_in.get(removing(link, "liens"))
    assert answered.status_code == (404 if restricted else 200)

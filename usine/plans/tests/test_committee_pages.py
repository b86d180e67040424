"""The pages of committees: listed, planned, changed, held to what became of each."""

import json
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from usine.people.roles import Role
from usine.plans.committees.operations import step_committee
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.values.errors import Refused

from .factories import make_user
from .pages import last_message
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TYPED = {
    "name": "Comité de projet",
    "on": "2025-05-20",
    "starts_at": "14:30",
    "venue": "Mairie",
    "members": "CCI\nLe préfet",
    "agenda": "Le foncier",
    "foreword": "",
}


@pytest.fixture
def plan(territory) -> Plan:
    return Plan(territory=territory)


def url_of(committee: Committee, page: str = "") -> str:
    return f"/comites/{committee.pk}/{page}"


def undo_of(response) -> dict:
    """The button of the last message."""
    return json.loads(list(get_messages(response.wsgi_request))[-1].extra_tags)


def posted(client, committee, page, **data):
    return client.post(url_of(committee, page), data, follow=True)


def test_a_committee_is_planned_from_the_list_and_taken_back_from_the_message(signed_in, plan):
    address = plan.address("plan_committee")
    assert address in signed_in.get(plan.address("committees")).content.decode()
    form = signed_in.get(address).context["form"]
    assert form.initial["name"] == "Comité de projet"
    response = signed_in.post(address, TYPED, follow=True)
    committee = Committee.objects.get()
    assert response.request["PATH_INFO"] == url_of(committee)
    assert [str(member) for member in response.context["members"]] == ["CCI", "Le préfet"]
    undo = undo_of(response)
    assert undo["address"] == url_of(committee, "annuler/")
    signed_in.post(undo["address"], undo["fields"])
    committee.refresh_from_db()
    assert committee.state == "cancelled"


def test_what_is_wrong_is_told_on_its_field(signed_in, plan):
    make_committee(plan)
    for typed, field in (
        ({"starts_at": "midi"}, "starts_at"),
        ({"on": ""}, "on"),
        ({}, "__all__"),
    ):
        response = signed_in.post(plan.address("plan_committee"), {**TYPED, **typed})
        assert list(response.context["form"].errors) == [field]


TOO_EARLY = "Ce jour précède le label, du 9\u00a0novembre 2023\u00a0: vérifiez l’année."


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2019-05-20", TOO_EARLY),
        ("2023-11-08", TOO_EARLY),
        ("2027-05-28", "Ce jour est dans plus de deux ans\u00a0: vérifiez l’année."),
    ],
)
def test_a_day_on_which_nobody_meets_is_refused_on_its_field(client, territory, on, why):
    """Of a territory, of a region, of the nation; and when a committee changes."""
    client.force_login(make_user(Role.NATIONAL_TEAM))
    wide = Plan(region=territory.lead_region), Plan()
    addresses = [each.address("plan_committee") for each in (Plan(territory=territory), *wide)]
    addresses.append(url_of(make_committee(wide[0]), "modifier/"))
    for address in addresses:
        response = client.post(address, {**TYPED, "on": on, "version": "1"})
        assert response.context["form"].errors == {"on": [why]}
    with pytest.raises(Refused, match="vérifiez l’année"):
        make_committee(wide[1], on=date.fromisoformat(on))
    assert Committee.objects.count() == 1


def test_one_whose_day_is_past_is_said_so_until_it_met(signed_in, plan):
    response = signed_in.post(plan.address("plan_committee"), TYPED, follow=True)
    committee = Committee.objects.get()
    assert last_message(response) == (
        f"Le comité «\u00a0{committee}\u00a0» est passé\u00a0: déclarez-le tenu, ou annulez-le."
    )
    assert (committee.standing, committee.state_tone) == ("Passé, à déclarer tenu", "warning")
    for page in (url_of(committee), plan.address("committees")):
        assert "Passé, à déclarer tenu" in signed_in.get(page).content.decode()
    posted(signed_in, committee, "tenu/")
    committee.refresh_from_db()
    assert (committee.standing, committee.state_tone) == ("Tenu", "success")
    today = make_committee(plan, on=date(2025, 5, 27))
    assert (today.standing, today.state_tone) == ("Prévu", "info")


def test_the_page_says_since_when_its_file_tells(signed_in, plan):
    first = make_committee(plan, on=date(2025, 4, 1))
    then = make_committee(plan)
    for committee, words in (
        (first, "en 90\u00a0jours, faute de comité d’avant."),
        (then, "depuis le comité du 1er\u00a0avril 2025."),
    ):
        page = signed_in.get(url_of(committee)).content.decode().replace("&nbsp;", "\u00a0")
        assert f"ce qui a bougé {words}" in page


def test_a_reader_is_not_told_to_plan_the_next_one(client, signed_in, plan, territory):
    assert "Prévoyez le prochain" in signed_in.get(plan.address("committees")).content.decode()
    client.force_login(make_user(Role.READER, territory=territory))
    page = client.get(plan.address("committees")).content.decode()
    assert "Aucun comité" in page
    assert "Prévoyez" not in page


def test_a_change_is_undone_from_its_message(signed_in, plan):
    committee = make_committee(plan, members=["CCI", "Mairie"])
    page = signed_in.get(url_of(committee, "modifier/"))
    assert page.context["form"].initial["members"] == ["CCI", "Mairie"]
    response = posted(signed_in, committee, "modifier/", **TYPED, version="1")
    undo = undo_of(response)
    again = signed_in.post(undo["address"], undo["fields"], follow=True)
    committee.refresh_from_db()
    names = [str(member) for member in committee.members.all()]
    assert (committee.starts_at, committee.venue, names) == (None, "", ["CCI", "Mairie"])
    assert last_message(again) == "Le comité est enregistré."
    unchanged = signed_in.post(undo["address"], {**undo["fields"], "version": "3"}, follow=True)
    assert last_message(unchanged).startswith("Rien n’a changé")


def test_what_somebody_wrote_meanwhile_is_not_overwritten(signed_in, plan):
    committee = make_committee(plan)
    signed_in.post(url_of(committee, "modifier/"), {**TYPED, "version": "1"})
    response = signed_in.post(
        url_of(committee, "modifier/"), {**TYPED, "venue": "Préfecture", "version": "1"}
    )
    assert "entre-temps" in str(response.context["form"].errors)
    assert "Préfecture" in response.content.decode()


def test_it_is_said_to_have_met_then_has_its_minutes(signed_in, plan):
    committee = make_committee(plan)
    response = posted(signed_in, committee, "tenu/")
    assert undo_of(response)["address"] == url_of(committee, "remettre/")
    sent = [SimpleUploadedFile("Compte rendu.txt", b"Le comite decide.")]
    response = posted(signed_in, committee, "compte-rendu/", minutes=sent)
    assert [each.name for each in response.context["shelf"].documents] == ["Compte rendu.txt"]
    page = response.content.decode()
    assert page.count("Compte rendu.txt</a>") == 2
    listed = signed_in.get(plan.address("committees")).content.decode()
    assert "Compte rendu.txt" in listed
    several = [SimpleUploadedFile(f"{n}.txt", b"Un texte.") for n in (1, 2)]
    refused = signed_in.post(url_of(committee, "compte-rendu/"), {"minutes": several})
    assert refused.context["form"].errors == {"minutes": ["Un compte rendu est un seul document."]}


def test_nothing_is_typed_of_minutes_before_it_met(signed_in, plan):
    committee = make_committee(plan)
    page = signed_in.get(url_of(committee, "compte-rendu/"), follow=True)
    assert page.request["PATH_INFO"] == url_of(committee)
    assert last_message(page) == "Déclarez ce comité tenu avant d’en joindre le compte rendu."


def test_a_refused_step_says_why_on_its_page(signed_in, plan):
    committee = make_committee(plan)
    posted(signed_in, committee, "annuler/", reason="Reporté")
    response = posted(signed_in, committee, "tenu/")
    assert last_message(response) == "Ce comité est déjà annulé."
    assert "Remettre au calendrier" in response.content.decode()
    response = posted(signed_in, committee, "remettre/")
    assert response.context["committee"].state == "planned"


def test_a_reader_reads_and_may_do_nothing(client, plan):
    committee = make_committee(plan, agenda="Le foncier")
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=plan.territory))
    page = client.get(url_of(committee)).content.decode()
    assert "Le foncier" in page
    assert [word for word in ("modifier/", "annuler/", "tenu/") if word in page] == []
    assert "Prévoir" not in client.get(plan.address("committees")).content.decode()
    # Before anything is typed.
    assert client.get(url_of(committee, "modifier/")).status_code == 403


def test_a_note_is_written_from_its_page(signed_in, plan):
    committee = make_committee(plan)
    signed_in.get(url_of(committee, "notes/ajouter/"))
    response = posted(signed_in, committee, "notes/ajouter/", text="À relire")
    assert [note.text for note in response.context["notes"]] == ["À relire"]


def test_pages_cost_the_same_whatever_the_committees(signed_in, plan, django_assert_num_queries):
    def listed():
        return signed_in.get(plan.address("committees"))

    make_committee(plan, members=["CCI"])
    listed()
    with django_assert_num_queries(6):
        listed()
    for day in range(1, 4):
        committee = make_committee(plan, on=date(2025, 1, day), members=["CCI", "Mairie", "DGE"])
    step_committee(committee, "meet", by=None)
    with django_assert_num_queries(6):
        listed()
    signed_in.get(url_of(committee))
    with django_assert_num_queries(15):
        signed_in.get(url_of(committee))


def test_a_region_tells_whose_committee_each_is(client, plan):
    make_committee(plan)
    region = Plan(region=plan.territory.lead_region)
    make_committee(region)
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=plan.territory.lead_region))
    response = client.get(region.address("committees"))
    assert [each.of for each in response.context["committees"]] == [
        plan.territory.lead_region.name,
        "Pays de Saint-Omer",
    ]

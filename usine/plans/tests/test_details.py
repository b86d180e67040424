"""Steps, indicators and links of an action: added, changed, removed, each act in its history."""

from datetime import date

import pytest

from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import funding, links, operations, results, steps
from usine.plans.details import DetailChanged
from usine.plans.history import history
from usine.plans.models import Milestone
from usine.territories import sectors
from usine.territories.calendar import sector_labels
from usine.values import clock
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .conftest import made_today
from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

JUNE = PartialDate(date(2025, 6, 1), Precision.MONTH)


@made_today
def action(territory):
    return make_action(territory, title="Friche", reference="F1")


def told(action) -> list[tuple]:
    """What its history tells, without its creation."""
    return [
        (fact.what, *[(line.label, line.old, line.new) for line in fact.lines])
        for fact in history(action)[:-1]
    ]


def test_a_step_is_added_marked_as_done_and_removed(action, manager):
    operations.confirm(action, by=manager)
    with clock.set_to(clock.now().replace(month=6)):
        step = steps.add_step(action, values={"title": "Étude de sol", "due": JUNE}, by=manager)
        action.refresh_from_db()
        assert action.confirmed_on == clock.today()
    done = steps.change_step(step, values={"done": True, "done_on": JUNE}, version=1, by=manager)
    assert (done.done, done.done_on, done.version) == (True, JUNE, 2)
    steps.remove_step(done, version=2, by=manager)
    assert not action.milestones.standing().exists()
    assert told(action) == [
        ("Étape\u00a0: retrait", ("Étape", DONE, "–")),
        (
            "Étape\u00a0: modification",
            ("Étude de sol, faite", "non", "oui"),
            ("Étude de sol, faite le", "–", "juin 2025"),
        ),
        ("Étape\u00a0: ajout", ("Étape", "–", ADDED)),
        ("Action confirmée",),
    ]
    assert verify() == []


ADDED = "Étude de sol ; échéance\u00a0: juin 2025"
DONE = f"{ADDED} ; faite\u00a0: oui ; faite le\u00a0: juin 2025"


def test_the_history_of_a_change_tells_what_changed_alone(action, manager):
    line = funding.add_funding(
        action, values={"funder": "region", "label": "Fonds", "asked": 5_00}, by=manager
    )
    funding.change_funding(line, values={"label": "Fonds vert", "asked": 6_00}, version=1, by=None)
    result = results.add_result(action, values={"code": "jobs_created", "measured": 35}, by=None)
    results.change_result(result, values={"measured": 36}, version=1, by=None)
    changes = [lines[:-1] for what, *lines in told(action) if what.endswith("modification")]
    assert changes == [
        [("Emplois créés, constaté", "35", "36")],
        [
            ("Nom du financeur ou du dispositif", "Fonds", "Fonds vert"),
            ("Région, Fonds vert, demandé", "5\u00a0€", "6\u00a0€"),
        ],
    ]


def test_the_second_of_two_writers_is_told(action, manager):
    step = steps.add_step(action, values={"title": "Étude"}, by=manager)
    steps.change_step(step, values={"title": "Étude de sol"}, version=1, by=manager)
    with pytest.raises(DetailChanged, match="«\u00a0Étude de sol\u00a0» a été modifié") as refusal:
        steps.change_step(step, values={"title": "Étude d’eau"}, version=1, by=manager)
    assert refusal.value.current.version == 2
    with pytest.raises(DetailChanged):
        steps.remove_step(step, version=1, by=manager)
    steps.remove_step(step, version=2, by=manager)
    with pytest.raises(Refused, match="a été retiré entre-temps"):
        steps.change_step(step, values={"title": "Étude d’eau"}, version=2, by=manager)


@pytest.mark.parametrize(
    ("add", "change", "remove", "first", "twin", "other"),
    [
        (
            *(steps.add_step, steps.change_step, steps.remove_step),
            *({"title": "Étude"}, {"title": "ETUDE "}, {"title": "Étude de sol"}),
        ),
        (
            *(results.add_indicator, results.change_indicator, results.remove_indicator),
            *({"name": "Visites"}, {"name": "visites"}, {"name": "Visiteurs"}),
        ),
        (
            *(funding.add_funding, funding.change_funding, funding.remove_funding),
            *({"funder": "etat", "label": "Fonds vert", "year": 2025},),
            *({"funder": "etat", "label": "fonds vert", "year": 2025},),
            *({"funder": "etat", "label": "Fonds vert", "year": 2026},),
        ),
    ],
)
def test_files_name_one_detail_alone(action, add, change, remove, first, twin, other):
    known = add(action, values=first, by=None)
    with pytest.raises(Refused, match="La fiche a déjà «"):
        add(action, values=twin, by=None)
    beside = add(action, values=other, by=None)
    with pytest.raises(Refused, match="La fiche a déjà «"):
        change(beside, values=twin, version=1, by=None)
    remove(known, version=1, by=None)
    change(beside, values=twin, version=1, by=None)


def test_nothing_is_recorded_when_nothing_changes(action, manager):
    step = steps.add_step(action, values={"title": "Étude"}, by=manager)
    assert steps.change_step(step, values={"title": "Étude"}, version=1, by=manager).version == 1
    assert len(history(action)) == 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"title": " "}, "n’a pas d’intitulé"),
        ({"title": "Étude", "done_on": JUNE}, "cochez l’étape comme faite"),
        ({"title": "x" * 301}, "300"),
    ],
)
def test_a_step_that_does_not_hold_is_refused(action, manager, values, why):
    with pytest.raises(Refused, match=why):
        steps.add_step(action, values=values, by=manager)
    assert not Milestone.objects.exists()


def test_a_withdrawn_action_takes_no_step(action, manager):
    operations.withdraw(action, reason="Doublon", by=manager)
    with pytest.raises(Refused, match="retirée du plan"):
        steps.add_step(action, values={"title": "Étude"}, by=manager)


def test_an_indicator_of_its_own_is_kept(action, manager):
    values = {"name": "Visites d’usine", "unit": "visites", "target": "12 par an"}
    indicator = results.add_indicator(action, values=values, by=manager)
    results.change_indicator(indicator, values={"measured": "7"}, version=1, by=manager)
    indicator.refresh_from_db()
    assert (indicator.target, indicator.measured) == ("12 par an", "7")
    results.remove_indicator(indicator, version=2, by=manager)
    assert not action.indicators.standing().exists()
    with pytest.raises(Refused, match="pas de nom"):
        results.add_indicator(action, values={"name": ""}, by=manager)


def test_a_sector_that_an_action_bears_stays_in_the_list(territory):
    wood = sectors.add_sector(label="Menuiserie", by=None)
    action = make_action(territory, sectors=[wood.code])
    sectors.remove_sector(wood, by=None)
    assert (wood.code, "Menuiserie") in sector_labels()
    sectors.restore_sector(wood, by=None)
    operations.change(action, values={"sectors": []}, version=1, by=None)
    sectors.remove_sector(wood, by=None)
    assert (wood.code, "Menuiserie") not in sector_labels()


class TestLinks:
    @pytest.fixture
    def other(self, territory):
        return make_action(territory, title="Route", reference="R1")

    def test_two_actions_are_linked_and_no_longer(self, action, other, manager):
        link = links.add_link(action, kind="depends_on", other=other, by=manager)
        assert str(link) == "Dépend de R1 – Route"
        assert [*links.links_of(other, reader=manager)] == [link]
        with pytest.raises(Refused, match="déjà liées ainsi"):
            links.add_link(action, kind="depends_on", other=other, by=manager)
        links.remove_link(link, version=1, by=manager)
        assert [*links.links_of(other, reader=manager)] == []
        assert told(action) == [
            ("Lien\u00a0: retrait", ("Lien", "Dépend de R1 – Route", "–")),
            ("Lien\u00a0: ajout", ("Lien", "–", "Dépend de R1 – Route")),
        ]

    def test_two_actions_do_not_await_each_other(self, action, other, territory, manager):
        third = make_action(territory)
        links.add_link(action, kind="depends_on", other=other, by=manager)
        links.add_link(other, kind="depends_on", other=third, by=manager)
        links.add_link(third, kind="same_project", other=action, by=manager)
        for awaited in (action, other):
            with pytest.raises(Refused, match="s’attendraient"):
                links.add_link(third, kind="depends_on", other=awaited, by=manager)
        loop = make_action(territory)
        links.add_link(loop, kind="depends_on", other=action, by=manager)

    def test_some_actions_are_not_linked(self, action, other, manager):
        with pytest.raises(Refused, match="elle-même"):
            links.add_link(action, kind="same_project", other=action, by=manager)
        operations.withdraw(other, reason="Doublon", by=manager)
        with pytest.raises(Refused, match="quitté son plan"):
            links.add_link(action, kind="same_project", other=other, by=manager)

    def test_a_restricted_action_elsewhere_stays_unknown(self, action, manager):
        secret = make_action(make_territory("Ailleurs"), restricted=True)
        with pytest.raises(Refused, match="n’est pas au plan"):
            links.add_link(action, kind="same_project", other=secret, by=manager)
        national = make_user(Role.NATIONAL_TEAM)
        with pytest.raises(Refused, match="restreint à son territoire"):
            links.add_link(action, kind="same_project", other=secret, by=national)

    def test_a_link_is_told_to_those_who_see_both_ends(self, action, manager):
        elsewhere = make_action(make_territory("Ailleurs"))
        link = links.add_link(action, kind="same_project", other=elsewhere, by=manager)
        operations.change(elsewhere, values={"restricted": True}, version=1, by=None)
        assert [*links.links_of(action, reader=manager)] == []
        assert [*links.links_of(action, reader=make_user(Role.NATIONAL_TEAM))] == [link]

"""Rows that wait: what is plainly another action, a status that goes back; nothing of these is
written before the user answers."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from usine.imports import deciding, operations, settling
from usine.imports.models import PlanImport
from usine.imports.previews import in_words
from usine.imports.queries import outcome
from usine.imports.replies import replies_to
from usine.imports.states import Decision
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action
from usine.values import clock
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, bring, csv, kinds, send, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

OTHER = ("A1", "Compétences", "Accueil des stagiaires", "UIMM", "1000", "En cours", "2025", "2026")
EARLIER = date(2025, 1, 10)


@pytest.fixture
def known(territory):
    bring(territory, csv(FRICHE), on=EARLIER)
    return Action.objects.get()


def with_status(words: str) -> tuple[str, ...]:
    return (*FRICHE[:3], "EPF", FRICHE[4], words, *FRICHE[6:])


def decided(preview: PlanImport, decision: Decision) -> PlanImport:
    rows = [row.pk for row in preview.rows.all()]
    return deciding.decide(preview, rows=rows, decision=decision, by=None)


def test_what_is_plainly_another_action_is_not_applied_before_the_answer(territory, known):
    preview = send(territory, csv(OTHER))
    assert kinds(preview) == ["asked"]
    with pytest.raises(Refused, match="attendent votre réponse"):
        operations.submit(preview, by=None)
    operations.apply(preview, by=None)
    known.refresh_from_db()
    assert (known.title, Action.objects.count()) == ("Friche papetière", 1)


def test_the_same_action_takes_the_row(territory, known):
    preview = decided(send(territory, csv(OTHER)), Decision.SAME)
    assert kinds(preview) == ["changed"]
    operations.submit(preview, by=None)
    known.refresh_from_db()
    assert (known.title, known.axis) == ("Accueil des stagiaires", "competences")


def test_another_action_is_created_without_the_reference_of_the_first(territory, known):
    preview = decided(send(territory, csv(OTHER)), Decision.OTHER)
    row = preview.rows.get()
    assert row.kind == "new"
    [lost] = row.incomplete
    assert (lost["field"], lost["cell"]) == ("reference", "A2")
    assert "C’est déjà la référence de «\u00a0A1 Friche papetière\u00a0»" in lost["why"]
    operations.submit(preview, by=None)
    created = Action.objects.exclude(pk=known.pk).get()
    assert (created.reference, created.title) == ("", "Accueil des stagiaires")


def test_answers_stand_when_the_file_is_read_again_and_may_be_asked_again(territory, known):
    preview = decided(send(territory, csv(OTHER)), Decision.OTHER)
    preview = settling.settle(preview, cells={"D2": "EPF"}, by=None)
    assert kinds(preview) == ["new"]
    assert kinds(decided(preview, Decision.AGAIN)) == ["asked"]


@pytest.mark.parametrize("decision", Decision)
def test_an_answer_that_a_row_does_not_wait_for_is_refused(territory, known, decision):
    preview = send(territory, csv(with_status("En cours")))
    with pytest.raises(Refused, match="n’attend plus cette réponse"):
        decided(preview, decision)
    row = preview.rows.get()
    assert (row.is_answered, row.same_as, row.is_confirmed) == (False, None, False)


def test_of_two_people_who_answer_a_row_the_second_is_told(territory, known):
    preview = send(territory, csv(OTHER))
    decided(preview, Decision.OTHER)
    with pytest.raises(Refused, match="n’attend plus cette réponse"):
        decided(preview, Decision.SAME)
    assert kinds(preview) == ["new"]


def test_a_row_of_another_reading_refuses_the_answer_to_all(territory, known):
    preview = send(territory, csv(OTHER))
    rows = [preview.rows.get().pk, 0]
    with pytest.raises(Refused, match="n’attend plus cette réponse"):
        deciding.decide(preview, rows=rows, decision=Decision.SAME, by=None)
    assert kinds(preview) == ["asked"]


def test_only_the_rows_named_are_answered(territory, known):
    preview = send(territory, csv(OTHER))
    deciding.decide(preview, rows=[], decision=Decision.SAME, by=None)
    assert kinds(preview) == ["asked"]


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (Status.DONE, "À initier", "done"),
        (Status.IN_PROGRESS, "À initier", "in_progress"),
        (Status.IN_PROGRESS, "Arrêté", "in_progress"),
        (Status.DONE, "Abandonnée", "done"),
    ],
)
def test_a_status_that_goes_back_waits_and_the_rest_of_the_row_does_not(
    territory, known, before, after, kept
):
    Action.objects.update(status=before)
    preview = send(territory, csv(with_status(after)))
    row = preview.rows.get()
    assert (row.kind, row.status_before, row.status_after) == ("changed", "", kept)
    operations.apply(preview, by=None)
    known.refresh_from_db()
    assert (known.lead, known.status) == ("EPF", kept)


def test_once_it_is_right_the_status_is_taken(territory, known):
    Action.objects.update(status=Status.DONE)
    preview = send(territory, csv(with_status("Abandonnée")))
    assert preview.counts["to_decide"] == 1
    preview = decided(preview, Decision.CONFIRMED)
    assert (preview.counts["to_decide"], preview.counts["to_check"]) == (0, 0)
    operations.submit(preview, by=None)
    known.refresh_from_db()
    assert known.status == Status.ABANDONED


def test_a_status_said_otherwise_is_asked_again(territory, known):
    Action.objects.update(status=Status.DONE)
    preview = decided(send(territory, csv(with_status("Abandonnée"))), Decision.CONFIRMED)
    preview = settling.settle(preview, cells={"F2": "À initier"}, by=None)
    assert preview.counts["to_decide"] == 1


def test_the_command_leaves_out_what_waits_and_strict_refuses(territory, known, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_bytes(csv(OTHER))
    out = StringIO()
    asked = {"territory": territory.slug, "stdout": out}
    with pytest.raises(CommandError, match="rien n’a été écrit"):
        call_command("import_plan", file, strict=True, **asked)
    call_command("import_plan", file, **asked)
    assert "1\u00a0ligne attend une réponse dans l’aperçu" in out.getvalue()
    known.refresh_from_db()
    assert known.title == "Friche papetière"
    applied = PlanImport.objects.latest("pk")
    assert [told["row"] for told in outcome(applied)["to_check"]] == [2]


def test_the_page_answers_in_one_click_and_takes_it_back(signed_in, territory):
    make_action(territory, reference="A1", title="Friche papetière")
    upload(signed_in, territory.slug, csv(OTHER))
    preview = PlanImport.objects.get()
    [row] = preview.rows.all()
    page = text(signed_in.get(preview.get_absolute_url()))
    assert f'name="trancher" value="meme:{row.pk}"' in page
    assert f'name="trancher" value="autre:{row.pk}"' in page
    signed_in.post(url("decide", preview), {"trancher": f"autre:{row.pk}"})
    assert kinds(preview) == ["new"]
    assert "1 ligne crée une nouvelle action." in text(signed_in.get(preview.get_absolute_url()))
    signed_in.post(url("decide", preview), {"trancher": f"redemander:{row.pk}"})
    assert kinds(preview) == ["asked"]


@pytest.mark.parametrize("sent", [{}, {"trancher": "meme:0"}, {"trancher": "peut-être:1"}])
def test_an_answer_that_is_none_changes_nothing(signed_in, territory, sent):
    make_action(territory, reference="A1", title="Friche papetière")
    upload(signed_in, territory.slug, csv(OTHER))
    preview = PlanImport.objects.get()
    signed_in.post(url("decide", preview), sent)
    assert "L’aperçu a changé depuis" in text(signed_in.get(preview.get_absolute_url()))
    assert kinds(preview) == ["asked"]


def test_a_file_whose_rows_all_wait_is_not_said_to_change_nothing(signed_in, territory):
    make_action(territory, reference="A1", title="Friche papetière", status=Status.IN_PROGRESS)
    make_action(territory, reference="A2", title="Halle", axis="foncier", status=Status.DONE)
    back = ("A2", "Foncier", "Halle", "", "", "À initier", "", "")
    upload(signed_in, territory.slug, csv(OTHER, back))
    preview = PlanImport.objects.get()
    page = text(signed_in.get(preview.get_absolute_url()))
    assert "Appliquer (2 lignes à trancher)" in page
    assert "rien à changer" not in page
    assert "Le plan dit déjà la même chose" not in page
    assert "2 lignes attendent votre réponse : l’import ne s’applique pas avant." in page
    # The title of the plan, then that of the file.
    assert '</a> <span aria-hidden="true">→</span>' in page
    row = preview.rows.get(position=0)
    signed_in.post(url("decide", preview), {"trancher": f"autre:{row.pk}"})
    [line, _] = signed_in.get(preview.get_absolute_url()).context["preview"].table.lines
    assert (line.reference.new, [box.text for box in line.reference.boxes]) == ("", ["A1"])


def test_what_a_row_changes_besides_the_status_that_waits_is_counted_and_told(territory, known):
    preview = send(territory, csv(with_status("À initier")))
    told = [" ".join(each.split()) for each in in_words(preview)]
    assert told == [
        "1 action sera modifiée.",
        "1 ligne attend votre réponse : l’import ne s’applique pas avant.",
        "1 ligne n’attend que pour son statut : ce qu’elle change d’autre est compté ici.",
        "1 ligne acceptée est à vérifier : dit-elle bien ce qui en est lu ?",
    ]
    operations.apply(preview, by=None)
    known.refresh_from_db()
    assert (known.lead, known.status) == ("EPF", Status.IN_PROGRESS)


# Several rows at once.

OTHERS = [("A2", *OTHER[1:2], "Bourse aux stages", *OTHER[3:]), OTHER]
TITLES = {"A1": "Friche papetière", "A2": "Quai fluvial de Bonneuil"}


@pytest.fixture
def waiting(signed_in, territory):
    """Two rows that may be another action, one whose status goes back, one that does not wait."""
    for reference, title in TITLES.items():
        make_action(territory, reference=reference, title=title)
    make_action(territory, reference="A3", title="Halle", status=Status.DONE)
    halle = ("A3", "Foncier", "Halle", "EPF", "1000", "Abandonnée", "2025", "2026")
    upload(signed_in, territory.slug, csv(*OTHERS, halle, ECOLE))
    return PlanImport.objects.get()


def send_decision(client, preview, decision, tab="toutes", **sent):
    address = f"{url('decide', preview)}?lignes={tab}"
    return text(client.post(address, {"trancher": decision, **sent}, follow=True))


def test_several_rows_are_answered_at_once_and_the_others_are_told(signed_in, waiting):
    rows = [row.pk for row in waiting.rows.all()]
    page = send_decision(signed_in, waiting, "meme", ligne=rows)
    assert "2 lignes mettent à jour les actions du plan." in page
    assert "2 autres lignes cochées n’attendaient pas cette réponse." in page
    assert kinds(waiting) == ["changed", "changed", "changed", "new"]
    page = send_decision(signed_in, waiting, "oui", ligne=rows)
    assert "1 ligne donne son statut au plan." in page
    waiting.refresh_from_db()
    assert waiting.counts["to_decide"] == 0


def test_what_several_rows_wait_for_is_proposed_where_they_are(signed_in, waiting):
    def proposed(tab):
        page = text(signed_in.get(f"{waiting.get_absolute_url()}?lignes={tab}"))
        return re.findall(r'name="trancher" value="(\w+)"', page)

    assert proposed("toutes") == ["meme", "autre", "oui"]
    assert proposed("a-trancher") == ["meme", "autre"]
    assert proposed("a-verifier") == ["oui"]
    assert proposed("nouvelles") == []


def test_all_the_rows_of_a_tab_are_answered_at_once(signed_in, waiting):
    read = waiting.state_at.isoformat()
    sent = {"tab": "a-trancher", "onglet": "on", "lecture": read}
    page = send_decision(signed_in, waiting, "autre", **sent)
    assert "2 lignes créent de nouvelles actions." in page
    assert kinds(waiting) == ["new", "new", "changed", "new"]


def test_a_tab_read_again_by_another_since_is_not_answered(signed_in, waiting):
    read = waiting.state_at.isoformat()
    with clock.set_to(waiting.state_at + timedelta(minutes=1)):
        settling.settle(waiting, cells={"D2": "EPF"}, by=None)
    sent = {"tab": "a-trancher", "onglet": "on", "lecture": read}
    page = send_decision(signed_in, waiting, "autre", **sent)
    assert "L’aperçu a changé depuis" in page
    assert kinds(waiting) == ["asked", "asked", "changed", "new"]


def test_no_row_ticked_or_none_that_waits_is_said(signed_in, waiting):
    assert "Aucune ligne n’est cochée" in send_decision(signed_in, waiting, "meme")
    [new] = waiting.rows.filter(kind="new")
    page = send_decision(signed_in, waiting, "meme", ligne=new.pk)
    assert "Aucune des lignes cochées n’attend cette réponse." in page


def test_what_was_decided_is_told_and_asked_again_with_the_other_answers(signed_in, waiting):
    rows = [row.pk for row in waiting.rows.all()]
    send_decision(signed_in, waiting, "autre", ligne=rows)
    send_decision(signed_in, waiting, "oui", ligne=rows)
    told = replies_to(waiting)
    assert [(each.decision, each.lines) for each in told.decisions] == [
        (Decision.OTHER, "2\u00a0lignes"),
        (Decision.CONFIRMED, "1\u00a0ligne"),
    ]
    assert (told.count, told.may_be_taken_back) == (2, True)
    page = text(signed_in.get(f"{waiting.get_absolute_url()}?lignes=tranchees"))
    assert "Ce que vous avez répondu (2)" in page
    assert "2 lignes : « <strong>C’est une nouvelle action</strong> »" in page
    assert "Tranchées <strong>3</strong>" in page
    assert page.count("Vous avez répondu :") == 3
    assert 'name="trancher" value="redemander">Redemander' in page
    send_decision(signed_in, waiting, told.decisions[0].asked_again)
    assert kinds(waiting) == ["asked", "asked", "changed", "new"]
    send_decision(signed_in, waiting, "redemander", tab="tranchees", ligne=rows)
    waiting.refresh_from_db()
    assert (replies_to(waiting).count, waiting.counts["to_decide"]) == (0, 3)


def test_all_answers_taken_back_make_rows_wait_again(signed_in, waiting):
    rows = [row.pk for row in waiting.rows.all()]
    send_decision(signed_in, waiting, "meme", ligne=rows)
    signed_in.post(url("retract", waiting), {"retirer": "tout"})
    assert kinds(waiting) == ["asked", "asked", "changed", "new"]


def test_a_status_that_waits_is_answered_on_its_row_and_told_before_applying(signed_in, territory):
    make_action(territory, reference="A1", title="Friche papetière", status=Status.IN_PROGRESS)
    upload(signed_in, territory.slug, csv(with_status("Arrêté")))
    preview = PlanImport.objects.get()
    [row] = preview.rows.all()
    assert f'value="oui:{row.pk}"' in text(signed_in.get(preview.get_absolute_url()))
    assert "Répondre dans l’aperçu" in text(signed_in.get(url("submit", preview)))
    signed_in.post(url("decide", preview), {"trancher": f"oui:{row.pk}"})
    assert ">Appliquer</button>" in text(signed_in.get(url("submit", preview)))

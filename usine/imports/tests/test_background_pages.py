"""Large files: what those who wait see."""

from datetime import UTC, datetime

import pytest

from usine.imports import operations, undoing
from usine.imports.models import PlanImport
from usine.values import clock

from .imports import LARGE, bring, many, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.mark.usefixtures("a_few_is_many")
def test_background_work_is_waited_for_with_or_without_script(signed_in, territory):
    page = upload(signed_in, territory.slug, many(LARGE))
    plan_import = PlanImport.objects.get()
    assert "Le fichier est lu et comparé au plan…" in text(page)
    assert '<progress value="0" max="100"' in text(page)
    assert "Actualiser" in text(page)
    assert "Relancer" not in text(page)
    still = signed_in.get(plan_import.get_absolute_url(), headers={"HX-Request": "true"})
    assert "HX-Refresh" not in still
    too_soon = signed_in.post(url("restart", plan_import), follow=True)
    assert "attendez la fin" in text(too_soon)
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        assert "Relancer" in text(signed_in.get(plan_import.get_absolute_url()))
        signed_in.post(url("restart", plan_import))

    operations.read(plan_import)
    ready = signed_in.get(plan_import.get_absolute_url(), headers={"HX-Request": "true"})
    assert ready["HX-Refresh"] == "true"
    applying = signed_in.post(url("submit", plan_import), follow=True)
    assert "L’import est écrit dans le plan…" in text(applying)
    assert "appliqué au plan" not in text(applying)
    with clock.set_to(datetime(2025, 5, 27, 10, 8, tzinfo=UTC)):
        back = signed_in.post(url("restart", plan_import), follow=True)
    assert "vous pouvez le demander de nouveau" in text(back)


@pytest.mark.usefixtures("a_few_is_many")
def test_a_file_refused_in_the_background_says_why(signed_in, territory):
    upload(signed_in, territory.slug, many(LARGE))
    plan_import = PlanImport.objects.get()
    plan_import.file.content = b"%PDF"
    plan_import.file.save()
    operations.read(plan_import)
    page = text(signed_in.get(plan_import.get_absolute_url()))
    assert "Ce fichier n’a pas pu être lu" in page
    assert "document PDF" in page


@pytest.mark.usefixtures("a_few_is_many")
def test_a_large_undo_is_waited_for(signed_in, territory, manager):
    applied = bring(territory, many(LARGE), by=manager)
    waiting = text(signed_in.post(url("submit_undo", applied), follow=True))
    assert "Le plan revient à ce qu’il était avant l’import…" in waiting
    assert "le plan est revenu" not in waiting
    again = signed_in.get(url("submit_undo", applied))
    assert again.url == applied.get_absolute_url()
    undoing.stand(applied, "Des actions ont été modifiées depuis.")
    assert "Des actions ont été modifiées depuis." in text(
        signed_in.get(applied.get_absolute_url())
    )

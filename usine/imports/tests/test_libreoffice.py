"""A plan that somebody opened and saved in LibreOffice, in French, comes back as it was.

`files/plan-saved-by-libreoffice.csv` is what LibreOffice 7.4 wrote of `full_plan`: amounts lose
their zeros, days and months stay as they are. `make soak` has it written again.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from usine.plans import exports
from usine.plans.models import Action

from .imports import send
from .test_round_trip import T2, full_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAVED = Path(__file__).parent / "files" / "plan-saved-by-libreoffice.csv"
SOFFICE = shutil.which("soffice")

IN_FRENCH = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item
oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value
>fr-FR</value></prop></item></oor:items>
"""
CSV = "Text - txt - csv (StarCalc):59,34,76,1,,1036,false"
"""Semicolons, quotes, UTF-8, from the first line, in French, texts quoted when they must."""


def assert_unchanged(territory, content: bytes) -> None:
    back = send(territory, content, filename="plan.csv")
    changes = [(row.label, row.problems or row.modifications) for row in back.rows.all()]
    assert [line for line in changes if line[1]] == []
    assert (back.counts["unchanged"], back.counts["rejected_rows"]) == (7, 0)


def test_what_libreoffice_saved_comes_back_unchanged(territory):
    full_plan(territory)
    assert_unchanged(territory, SAVED.read_bytes())


@pytest.mark.soak
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: no soffice here.")
def test_what_libreoffice_saves_comes_back_unchanged(territory, tmp_path):
    full_plan(territory)
    plan = Action.objects.filter(territory=territory).order_by("pk")
    source = tmp_path / "plan.csv"
    source.write_bytes("".join(exports.csv_lines(plan, axes=T2, private=True)).encode())
    profile = tmp_path / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(IN_FRENCH)
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            f"--infilter={CSV},false",
            "--convert-to",
            f"csv:{CSV},true,false",
            "--outdir",
            str(tmp_path / "saved"),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    saved = (tmp_path / "saved" / "plan.csv").read_bytes()
    assert saved != source.read_bytes()
    assert_unchanged(territory, saved)

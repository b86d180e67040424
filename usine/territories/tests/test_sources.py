"""Territories come from the first source that is there, which is always said."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser

from usine.geography.models import Departement
from usine.geography.tests.factories import a_feature, wavy_polygon, write_features
from usine.territories import sources
from usine.territories.dataset import newest_csv
from usine.territories.management.commands.load_territories import day
from usine.territories.models import Territory
from usine.territories.sources import REFERENCE_FILES, download, download_list, load_available
from usine.territories.tests.factories import VIMEU, listed, load
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db

CSV = b"id_ti;lib_ti;siren_groupement\nti-0101;Nord Basse-Terre;201000000\n"


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that no longer waits is what some tests are about."""


class _Address(BaseHTTPRequestHandler):
    url = ""
    content = CSV
    status = 200
    pause = 0.0  # before the answer
    trickle = 0.0  # between the two halves of it

    def do_GET(self):
        time.sleep(self.pause)
        self.send_response(self.status)
        self.end_headers()
        half = len(self.content) // 2
        self.wfile.write(self.content[:half])
        time.sleep(self.trickle)
        self.wfile.write(self.content[half:])

    def log_message(self, *args):
        """Tests say enough."""


@pytest.fixture
def address(settings):
    """An address on this machine, whose answer a test may change."""

    class Handler(_Address):
        pass

    server = _Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.TERRITORIES_URL = f"http://127.0.0.1:{server.server_port}/liste.csv"
    Handler.url = settings.TERRITORIES_URL
    yield Handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def nowhere(settings):
    settings.TERRITORIES_URL = ""


@pytest.fixture
def reference(tmp_path):
    """A folder of reference, with its outlines and both periods, on the small code."""
    folder = tmp_path / "reference"
    folder.mkdir()
    write_features(
        folder / REFERENCE_FILES["T2"],
        [
            a_feature(
                {"id_territoire": "ti-1", "lib_territoire": "A", "liste_geo": "V (200000002)"},
                wavy_polygon(2, 3),
            )
        ],
    )
    write_features(
        folder / REFERENCE_FILES["T1"],
        [
            a_feature(
                {"id_ti": "ti-1", "lib_ti": "B", "lib_groupement": "", "siren_groupement": VIMEU},
                None,
            )
        ],
    )
    write_features(
        folder / "departements.geojson", [a_feature({"insee_dep": "80"}, wavy_polygon(1, 3))]
    )
    return folder


def current() -> list[str]:
    return [each.name for each in Territory.objects.current()]


@pytest.mark.usefixtures("code", "nowhere")
class TestTheFolder:
    def test_it_gives_both_periods_and_the_outlines(self, reference):
        choice = load_available(reference=reference, by=None)

        assert choice.source == f"dossier {reference}"
        assert [(each.period, each.created) for each in choice.loads] == [
            ("T2", ["ti-1"]),
            ("T1", ["ti-1"]),
        ]
        assert current() == ["A"]
        assert Departement.objects.get(code="80").outline.geometry

    def test_it_comes_before_the_address(self, reference, address):
        assert load_available(reference=reference, by=None).source.startswith("dossier")

    def test_the_second_period_is_enough(self, reference):
        (reference / REFERENCE_FILES["T1"]).unlink()
        (reference / "departements.geojson").unlink()

        choice = load_available(reference=reference, by=None)

        assert [each.period for each in choice.loads] == ["T2"]

    def test_a_file_that_cannot_be_read_is_refused(self, reference):
        (reference / REFERENCE_FILES["T2"]).write_text("{}")

        with pytest.raises(Refused, match="ce n’est pas une collection"):
            load_available(reference=reference, by=None)

    def test_it_does_not_mix_with_a_demonstration(self, reference):
        load(listed("demo-001", "Démonstration"), is_demonstration=True)

        with pytest.raises(Refused, match="base neuve"):
            load_available(reference=reference, by=None)


@pytest.mark.usefixtures("country")
class TestTheAddress:
    def test_it_comes_when_there_is_no_folder(self, address, tmp_path):
        choice = load_available(reference=tmp_path / "absent", by=None)

        assert choice.source == f"adresse officielle {address.url}"
        assert "ne contient pas territoires-industrie-temps2.geojson" in choice.passed_over[0]
        assert current() == ["Nord Basse-Terre"]

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            ({"status": 404}, "réponse 404"),
            ({"content": b"<html>En travaux</html>"}, "ce n’est ni un GeoJSON ni un CSV"),
        ],
    )
    def test_when_it_gives_nothing_the_demonstration_comes(self, address, answer, reason):
        for name, value in answer.items():
            setattr(address, name, value)

        choice = load_available(reference=None, by=None)

        assert choice.source.startswith("territoires de démonstration")
        assert reason in choice.passed_over[0]
        assert len(current()) == 183

    def test_when_it_comes_back_a_demonstration_stays(self, address):
        address.status = 503
        load_available(reference=None, by=None)
        address.status = 200

        choice = load_available(reference=None, by=None)

        assert "base neuve" in choice.passed_over[0]
        assert choice.loads[0].changes == {}
        assert len(current()) == 183


@pytest.mark.usefixtures("country", "nowhere")
class TestNoSource:
    def test_the_demonstration_comes_last(self):
        choice = load_available(reference=None, by=None)

        assert choice.passed_over == []
        assert len(choice.loads[0].created) == 183

    def test_real_territories_that_are_there_stay(self):
        load(listed("ti-1", "Réel", "201000000"))

        choice = load_available(reference=None, by=None)

        assert (choice.source, choice.loads) == ("territoires déjà chargés", [])
        assert current() == ["Réel"]


class TestTheDataset:
    def test_its_newest_csv_is_read(self, address):
        other = address.url.replace("liste.csv", "autre.csv")
        address.content = json.dumps(
            {
                "title": "Programme Territoires d’industrie",
                "resources": [
                    {"format": "csv", "url": other, "last_modified": "2024-09-18T10:00:00+00:00"},
                    {"format": "csv", "url": "http://x/old", "last_modified": "2019-01-01"},
                    {"format": "geojson", "url": "http://x/map", "last_modified": "2025-01-01"},
                ],
            }
        ).encode()

        assert newest_csv(address.content) == other
        assert download_list(address.url) == address.content  # the same server answers for all

    @pytest.mark.parametrize(
        "content", [CSV, b"[1, 2]", b'{"resources": 3}', b'{"resources": [{"format": "csv"}]}']
    )
    def test_what_is_no_dataset_is_the_list_itself(self, address, content):
        address.content = content

        assert newest_csv(content) is None
        assert download_list(address.url) == content

    def test_a_dataset_without_a_csv(self):
        assert newest_csv(b'{"resources": []}') is None


class TestDownload:
    def test_what_the_address_answers(self, address):
        assert download(address.url) == CSV

    def test_only_from_the_web(self):
        with pytest.raises(OSError, match="https"):
            download("file:///etc/passwd")

    def test_an_address_that_nobody_serves(self):
        with pytest.raises(OSError, match="adresse injoignable"):
            download("http:///liste.csv")
        with pytest.raises(OSError, match="nonnumeric port"):
            download("http://localhost:port/")

    def test_an_answer_that_stops(self, address, monkeypatch):
        monkeypatch.setattr(sources, "ANSWER_WITHIN", 0.1)
        address.trickle = 0.5

        with pytest.raises(OSError, match="pas de réponse"):
            download(address.url)

    def test_not_longer_than_said_for_an_answer(self, address, monkeypatch):
        monkeypatch.setattr(sources, "ANSWER_WITHIN", 0.1)
        address.pause = 0.5  # then it answers

        with pytest.raises(OSError, match="pas de réponse"):
            download(address.url)

    def test_not_longer_than_said_for_a_name_that_does_not_resolve(self, monkeypatch):
        monkeypatch.setattr(sources, "ANSWER_WITHIN", 0.05)
        monkeypatch.setattr(sources._Transfer, "run", lambda transfer: time.sleep(0.2))

        with pytest.raises(OSError, match="pas de réponse"):
            download("https://exemple.fr/liste.csv")

    def test_not_longer_than_said_for_the_transfer(self, address, monkeypatch):
        monkeypatch.setattr(sources, "TRANSFER_WITHIN", 0.1)
        address.trickle = 0.5

        with pytest.raises(OSError, match="transfert inachevé"):
            download(address.url)

    def test_a_transfer_that_trickles_ends_by_itself(self, address, monkeypatch):
        monkeypatch.setattr(sources, "TRANSFER_WITHIN", -1)
        transfer = sources._Transfer(address.url)
        transfer.run()

        assert transfer.failure == "transfert trop lent"

    def test_not_more_than_said(self, address, monkeypatch):
        monkeypatch.setattr(sources, "MAX_BYTES", 10)

        with pytest.raises(OSError, match="le fichier dépasse"):
            download(address.url)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_territories", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.usefixtures("code", "nowhere")
class TestCommand:
    def write(self, tmp_path, rows: str):
        path = tmp_path / "liste.csv"
        path.write_text(f"id_ti;lib_ti;siren_groupement\n{rows}\n")
        return str(path)

    def test_it_says_what_was_created(self, tmp_path):
        path = self.write(tmp_path, "ti-1;A;200000001\nti-2;B;200000002")

        assert run(path, "--period", "T2").endswith(
            "T2, 2\xa0territoires dans la liste\xa0:\n  2\xa0créés\n"
        )

    def test_it_says_what_changed(self, tmp_path):
        run(self.write(tmp_path, "ti-1;A;200000001\nti-2;B;200000002"), "--period", "T1")
        rows = "ti-1;Neuf;200000001\nti-1;Neuf;62002\nti-3;C;247600999"

        output = run(
            self.write(tmp_path, rows),
            *("--period", "T1", "--effective-on", "2022-01-01"),
            *("--labelled-on", "2021-01-01", "--ends-on", "2023-06-30"),
        )

        assert output.split(":\n", 1)[1] == (
            "  1\xa0créé\n"
            "  ti-1 renommé\xa0: «\xa0A\xa0» → «\xa0Neuf\xa0»\n"
            "  ti-1, membres\xa0: + 62002\n"
            "  fin de la période\xa0: 2023-06-30\n"
            "  absents de la liste, laissés tels quels\xa0: ti-2\n"
        )

    def test_it_says_members_that_left_and_points_that_moved(self, tmp_path):
        run(self.write(tmp_path, "ti-1;A;200000001\nti-1;A;200000002"), "--period", "T2")

        output = run(self.write(tmp_path, "ti-1;A;200000001"), "--period", "T2")

        assert "ti-1, membres\xa0: − 200000002\n" in output
        assert "1\xa0contour ou position changé\xa0: ti-1\n" in output

    def test_it_says_regions_that_were_deduced(self, tmp_path):
        run(self.write(tmp_path, "ti-1;A;200000001"), "--period", "T2")

        output = run(self.write(tmp_path, "ti-1;A;200099999"), "--period", "T2")

        assert "région de ti-1 déduite comme au chargement précédent\n" in output

    def test_it_says_that_nothing_changed(self, tmp_path):
        path = self.write(tmp_path, "ti-1;A;200000001")
        run(path, "--period", "T2")

        assert run(path, "--period", "T2").endswith("  rien n’a changé\n")

    def test_long_lists_are_cut(self, tmp_path):
        rows = "\n".join(f"ti-{rank:02};Nom {rank};200000001" for rank in range(12))
        run(self.write(tmp_path, rows), "--period", "T2")

        output = run(self.write(tmp_path, "ti-99;Z;200000001"), "--period", "T2")

        assert "ti-08, ti-09 et 2\xa0autres\n" in output

    def test_auto_says_the_source_and_those_passed_over(self, reference, tmp_path):
        assert f"Source des territoires\xa0: dossier {reference}.\n" in run(
            "--auto", "--reference", str(reference)
        )
        output = run("--auto", "--reference", str(tmp_path))
        assert f"Source écartée\xa0: le dossier {tmp_path} ne contient pas" in output
        assert "Source des territoires\xa0: territoires déjà chargés.\n" in output

    def test_a_refusal_is_a_sentence(self, tmp_path):
        with pytest.raises(CommandError, match="n’existe pas"):
            run(str(tmp_path / "absent.csv"), "--period", "T2")
        with pytest.raises(CommandError, match="usine load_geography"):
            run("--demonstration")

    def test_a_file_needs_its_period(self, tmp_path):
        with pytest.raises(CommandError, match="Donnez la période") as error:
            run(str(tmp_path / "liste.csv"))
        assert error.value.returncode == 2

    def test_a_day_is_written_year_first(self):
        parser = CommandParser()
        parser.add_argument("--day", type=day)
        parser.called_from_command_line = False
        with pytest.raises(CommandError, match="n’est pas une date AAAA-MM-JJ"):
            parser.parse_args(["--day", "9/11/2023"])


@pytest.mark.usefixtures("country")
def test_the_demonstration_may_be_asked_for():
    assert "  183\xa0créés\n" in run("--demonstration")

import re
from decimal import Decimal
from html import unescape

import pytest

from usine.geography.models import Region
from usine.plans.tests.factories import make_territory
from usine.portal.maps import THEMES, coloured_map
from usine.portal.programme import programme as read
from usine.territories.models import TerritoryOutline
from usine.values import clock

from .conftest import add_actions

pytestmark = pytest.mark.django_db


def texts(response) -> str:
    """What a page says, without its tags, one kind of space."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_key_figures_come_from_the_ledger_with_their_date(client, programme):
    response = client.get("/")
    assert [(card.label, card.value, card.detail) for card in response.context["cards"]] == [
        ("Territoires labellisés", "3", ""),
        ("Actions", "6", "dans les plans des territoires"),
        ("Actions réalisées ou en cours de réalisation", "50\u00a0%", "3 sur 6"),
        ("Chef de projet", "1", "2\u00a0territoires sans chef de projet"),
    ]
    assert f"au {clock.today().day}" in texts(response)
    assert "Une action retirée d’un plan n’y compte plus" in texts(response)


def test_each_status_opens_on_its_actions(client, programme):
    rows = client.get("/").context["by_status"]
    assert sum(cell.number for _, cell, _ in rows) == 6
    for series, cell, _ in rows:
        assert bool(cell.url) == bool(cell.number)
        if cell.url:
            assert f"statut={series.key}" in cell.url
            assert client.get(cell.url).context["page"].paginator.count == cell.number


def test_key_figures_open_on_their_evidence(client, programme):
    for card in client.get("/").context["cards"]:
        assert card.url.startswith(f"/bilan/preuves/?au={clock.today()}&mesure=")
        assert client.get(card.url).status_code == 200


def test_the_breakdown_closes(client, programme):
    rows = client.get("/").context["programme"].progress.rows
    assert [(series.label, count, share) for series, count, share in rows] == [
        ("Réalisée", 2, Decimal(33)),
        ("En cours de réalisation", 1, Decimal(17)),
        ("En cours d’instruction", 1, Decimal(17)),
        ("À initier", 1, Decimal(17)),
        ("Abandonnée", 0, Decimal(0)),
        ("Non renseignée", 1, Decimal(16)),
    ]
    assert sum(share for _, _, share in rows) == 100


@pytest.mark.parametrize(
    ("theme", "legend", "titles", "regions"),
    [
        (
            "actions",
            ["Aucune action", "1", "2 et plus"],
            ["Audomarois : 5 actions", "Vosges : 1 action", "Épinal <Nord> : aucune action"],
            ["1", "5"],
        ),
        (
            "avancement",
            [
                "Aucune action",
                "0 % à 20 %",
                "21 % à 40 %",
                "41 % à 60 %",
                "61 % à 80 %",
                "81 % et plus",
            ],
            [
                "Audomarois : 60 % réalisées ou en cours",
                "Vosges : 0 % réalisées ou en cours",
                "Épinal <Nord> : aucune action",
            ],
            ["0 %", "60 %"],
        ),
        (
            "chefs-de-projet",
            ["Sans chef de projet", "Avec chef de projet"],
            [
                "Audomarois : avec chef de projet",
                "Vosges : sans chef de projet",
                "Épinal <Nord> : sans chef de projet",
            ],
            ["0", "1"],
        ),
    ],
)
def test_the_map_shows_the_figure_asked_and_the_table_says_it(
    client, programme, theme, legend, titles, regions
):
    context = client.get("/", {"carte": theme}).context
    assert context["map"].theme.key == theme
    assert [each.label.replace("\u00a0", " ") for each in context["map"].legend] == legend
    assert sorted(area.title.replace("\u00a0", " ") for area in context["map"].areas) == titles
    names = [line.region.name for line, *_ in context["regions"]]
    assert names == ["Grand Est", "Hauts-de-France"]
    assert [value.replace("\u00a0", " ") for _, value, _ in context["regions"]] == regions
    assert any(address for *_, address in context["regions"])
    for _, value, address in context["regions"]:
        if address:
            opened = client.get(address).context
            count = opened["page"].paginator.count
            counted = f"{opened['of'].share} %" if "realisees" in address else str(count)
            assert counted == value.replace("\u00a0", " ")


def test_an_unknown_figure_gives_the_first(client, programme):
    assert client.get("/", {"carte": "inconnue"}).context["map"].theme.key == "actions"


def test_points_and_shapes_lead_to_their_territory(client, programme):
    TerritoryOutline.objects.create(
        place=programme.vosges,
        geometry='{"type": "Polygon",'
        ' "coordinates": [[[6, 48], [7, 48], [7, 49], [6, 49], [6, 48]]]}',
    )
    html = client.get("/").content.decode()
    assert re.search(
        r'<a href="/territoires/vosges/" tabindex="-1"><title>[^<]*</title><path ', html
    )
    assert re.search(
        r'<a href="/territoires/epinal/" tabindex="-1"><title>Épinal &lt;Nord&gt;[^<]*</title>'
        "<circle ",
        html,
    )


def test_levels_share_territories_out(programme):
    for count, territory in enumerate((programme.vosges, programme.empty), 1):
        add_actions(territory, done=10 * count)
    coloured = coloured_map(read(clock.today()).territories, THEMES["actions"])
    levels = {area.territory.name: area.level for area in coloured.areas}
    assert levels == {"Audomarois": 1, "Vosges": 3, "Épinal <Nord>": 5}


def test_numbers_of_drawings_are_written_for_machines(client, programme):
    html = client.get("/").content.decode()
    numbers = re.findall(r' (?:x|y|cx|cy|r|width|height|viewBox)="([^"]*)"', html)
    assert numbers
    assert all(re.fullmatch(r"[-\d. ]+", number) for number in numbers)


def test_a_database_without_anything_has_a_page(client, db):
    response = client.get("/")
    assert response.status_code == 200
    assert [card.value for card in response.context["cards"]] == ["0", "0", "–", "0"]
    assert not Region.objects.exists()


def test_the_cost_does_not_grow_with_actions_nor_territories(
    client, programme, django_assert_max_num_queries
):
    client.get("/")
    with django_assert_max_num_queries(15) as few:
        client.get("/")
    cost = len(few)
    add_actions(programme.vosges, done=300, to_start=300)
    for number in range(3):
        make_territory(f"Vallée {number}", programme.vosges.lead_region)
    client.get("/")
    with django_assert_max_num_queries(cost):
        client.get("/")

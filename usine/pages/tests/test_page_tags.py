import re
from datetime import date
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

import usine
from usine.pages.charts import ACTIVE, UNKNOWN, Series
from usine.pages.links import Link
from usine.pages.lists import Sort
from usine.pages.templatetags.page import stacked_bar


def rendered(source: str, query: str = "", **context) -> str:
    request = RequestFactory().get(f"/liste/?{query}")
    html = Template("{% load page %}" + source).render(Context({"request": request, **context}))
    return re.sub(r"[ \n]+", " ", html).strip()


def test_a_breadcrumb_leads_from_home_to_here():
    html = rendered('{% breadcrumb "Territoires" "/territoires/" name %}', name="Cœur & Côte")
    assert html.index('href="/"') < html.index('href="/territoires/"')
    assert '<a class="fr-breadcrumb__link" aria-current="page">Cœur &amp; Côte</a>' in html


def test_a_table_scrolls_by_keyboard_and_escapes_its_caption():
    html = rendered(
        "{% table caption %}<tr><td>{{ cell }}</td></tr>{% endtable %}",
        caption="<Prix>",
        cell="<1>",
    )
    assert 'role="region" aria-label="&lt;Prix&gt;" tabindex="0"' in html
    assert "<caption>&lt;Prix&gt;</caption><tr><td>&lt;1&gt;</td></tr></table>" in html


def test_a_table_laid_out_otherwise_says_that_it_is_one():
    html = rendered('{% table "Prix" css_class="cards" %}{% endtable %}')
    assert '<table class="cards" role="table"><caption>' in html


def test_a_header_sorts_and_keeps_the_rest_of_the_address():
    html = rendered('{% sort_header sort "nom" "Nom" %}', "region=idf&page=3", sort=Sort("nom"))
    assert 'aria-sort="ascending"' in html
    assert 'href="?region=idf&amp;tri=-nom"' in html
    other = rendered(
        '{% sort_header sort "date" "Date" "number" %}', sort=Sort("nom", descending=True)
    )
    assert 'aria-sort="none" class="number"' in other
    # Of numbers, the largest come first.
    assert 'href="?tri=-date"' in other


def test_pagination_keeps_the_address_and_is_not_there_for_one_page():
    pages = Paginator(range(100), 10)
    html = rendered('{% pagination page "liste" %}', "q=a", page=pages.page(5))
    assert 'href="?q=a&amp;page=4#liste" rel="prev"' in html
    assert 'href="?q=a&amp;page=6#liste" rel="next"' in html
    assert 'aria-current="page" title="Page 5">5</a>' in html
    assert "…" in html
    assert rendered("{% pagination page %}", page=Paginator(range(3), 10).page(1)) == ""
    first = rendered("{% pagination page %}", page=pages.page(1))
    assert (
        'fr-pagination__link--lg-label" aria-disabled="true" role="link">Page précédente' in first
    )


def test_exports_are_of_what_is_shown():
    html = rendered('{% exports CSV="/liste.csv" %}', "q=a&page=2")
    assert 'href="/liste.csv?q=a"' in html
    assert 'href="/liste.csv"' in rendered('{% exports CSV="/liste.csv" %}')


def test_a_figure_has_a_date_a_definition_and_opens_on_its_evidence():
    html = rendered(
        '{% figure "Actions" 3072 on=day definition="Celles des plans." url="/bilan/" %}',
        day=date(2025, 5, 27),
    )
    assert '<a href="/bilan/">3\u00a0072' in html
    assert "au 27\u00a0mai 2025" in html
    assert "<details" in html
    assert "Celles des plans." in html
    bare = rendered('{% figure "Actions" value %}', value=None)
    assert '<p class="figure__value">–</p>' in bare
    assert "<details" not in bare


def test_progress_says_its_share():
    html = rendered('{% progress 12 40 "Actions réalisées" %}')
    assert (
        '<progress max="40" value="12" aria-label="Actions réalisées">30\u00a0%</progress>' in html
    )
    assert 'value="0"' in rendered('{% progress 0 0 "Rien" %}')


def test_progress_of_thousands_is_written_for_machines():
    assert '<progress max="3000" value="1200"' in rendered('{% progress 1200 3000 "Actions" %}')


def test_a_stacked_bar_fills_its_width():
    a, b = Series("a", "A", *ACTIVE), Series("b", "B", *UNKNOWN)
    html = stacked_bar([(a, 1), (b, 3), (Series("c", "C", "#123456"), 0)], "A : 1 & B : 3")
    assert 'aria-label="A : 1 &amp; B : 3"' in html
    assert 'x="0.0" y="0" width="250.0"' in html
    assert 'x="250.0" y="0" width="750.0"' in html
    assert f'fill="{b.color}" stroke="{b.border}"' in html
    assert "#123456" not in html


def test_badges_and_counts():
    assert 'fr-badge--success">Réalisée &amp; close</span>' in rendered(
        '{% badge label "success" %}', label="Réalisée & close"
    )
    assert 'fr-badge--no-icon">Autre' in rendered('{% badge "Autre" %}')
    assert rendered('{{ 1|counted:"action,actions" }}') == "1\u00a0action"
    words = "Action créée,Actions créées"
    for number, label in ((0, "Action créée"), (1, "Action créée"), (2, "Actions créées")):
        assert rendered(f'{{{{ {number}|label_beside:"{words}" }}}}') == label


def test_a_link_knows_the_page_it_is_seen_from():
    link = Link("Territoires", "/territoires/")
    assert link.seen_from("/territoires/").current == "page"
    assert link.seen_from("/territoires/epinal/").current == "true"
    assert link.seen_from("/").current == ""
    assert Link("Accueil", "/").seen_from("/territoires/").current == ""


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), ("", "–"), ([], "–"), (0, "0"), ("CCI", "CCI")]
)
def test_what_is_not_there_has_one_mark(value, text):
    assert rendered("{{ value|or_nothing }}", value=value) == text


@pytest.mark.parametrize(
    ("holders", "text"),
    [([], '<span class="quiet">Poste vacant</span>'), (["Ada"], "En poste"), (2, "En poste")],
)
def test_a_seat_is_held_or_vacant_in_the_same_words(holders, text):
    assert rendered("{% post holders %}", holders=holders) == text


def test_templates_write_neither_by_themselves():
    written = {
        str(path)
        for path in Path(usine.__file__).parent.glob("*/templates/**/*.html")
        if re.search(r'default:"–"|[Pp]oste vacant<|>Poste vacant', path.read_text())
    }
    assert written == set()


def test_each_page_of_work_says_how_it_is_used():
    work = [
        path
        for path in Path(usine.__path__[0]).glob("*/templates/**/*.html")
        if "{% block body_class %}work{% endblock %}" in path.read_text()
    ]
    assert len(work) > 10
    assert [path.name for path in work if "{% block help %}" not in path.read_text()] == []


def test_help_is_folded():
    assert rendered("{% help %}<p>Cochez.</p>{% endhelp %}") == (
        '<details class="fold prose fr-text--sm fr-mt-4w fr-no-print">'
        "<summary>Aide sur cette page</summary><p>Cochez.</p></details>"
    )

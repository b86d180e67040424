"""Markdown as pages show it: its titles in their rank, its links marked, nothing let through."""

import pytest
from django.template import Context, Template

from usine.pages.markdown import line_as_html, text_as_html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Une **aide**.", "Une <strong>aide</strong>."),
        ("« Oui » ; non ?", "«\u00a0Oui\u00a0»\u00a0; non\u00a0?"),
        ("<b>gras</b>", "&lt;b&gt;gras&lt;/b&gt;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[ici](javascript:alert(1))", "[ici](javascript:alert(1))"),
        ("[ici](/appels/)", '<a href="/appels/">ici</a>'),
        ("[ici](mailto:a@exemple.fr)", '<a href="mailto:a@exemple.fr">ici</a>'),
        (
            "[ici](https://exemple.fr)",
            '<a href="https://exemple.fr" rel="noopener external">ici</a>',
        ),
        ("[ici](//exemple.fr)", '<a href="//exemple.fr" rel="noopener external">ici</a>'),
        (
            "![vue](https://exemple.fr/vue.png)",
            '!<a href="https://exemple.fr/vue.png" rel="noopener external">vue</a>',
        ),
    ],
)
def test_a_line_is_shown_without_what_could_harm(typed, shown):
    assert line_as_html(typed) == shown


@pytest.mark.parametrize(
    ("typed", "under", "shown"),
    [
        ("# Aide\n## Taux", 1, '<h2 class="fr-h4">Aide</h2>\n<h3 class="fr-h5">Taux</h3>\n'),
        ("## Aide\n#### Taux", 2, '<h3 class="fr-h5">Aide</h3>\n<h4 class="fr-h6">Taux</h4>\n'),
        ("# Aide\n## Taux", 6, '<h6 class="fr-h6">Aide</h6>\n<h6 class="fr-h6">Taux</h6>\n'),
        ("- un\n- deux", 1, "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("<div>un</div>", 1, "<p>&lt;div&gt;un&lt;/div&gt;</p>\n"),
        ("", 1, ""),
    ],
)
def test_the_titles_of_a_text_follow_the_one_it_stands_under(typed, under, shown):
    assert text_as_html(typed, under=under) == shown


def test_a_table_scrolls_when_narrow():
    html = text_as_html("| a |\n|---|\n| b |", under=1)
    assert html.startswith('<div class="fr-table fr-table--no-caption">')
    assert html.endswith("</table></div></div></div></div>\n")


def test_a_template_shows_a_text_and_a_line():
    template = Template("{% load page %}{{ text|markdown:2 }}{{ text|markdown_line }}")
    line = "<strong>Oui</strong> &amp; &lt;i&gt;"
    assert template.render(Context({"text": "**Oui** & <i>"})) == f"<p>{line}</p>\n{line}"

"""What pages fetch, and that every class and icon that templates use is in it."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from usine.pages import assets

ROOMS = settings.BASE_DIR / "usine"


@pytest.fixture(scope="module")
def stylesheet() -> str:
    return (assets.compose() / "pages/site.css").read_text()


def test_every_icon_named_has_a_drawing():
    drawings = {path.stem.removeprefix("fr--") for path in assets.DIST.glob("icons/*/*.svg")}
    assert assets.icons() - drawings == set()


def test_every_class_of_the_design_system_is_styled(stylesheet):
    styled = {name.replace("\\", "") for name in re.findall(r"\.(fr-[\w@\\-]+)", stylesheet)}
    used = set()
    for path in ROOMS.glob("*/templates/**/*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text())
        for names in re.findall(r'class="([^"]*)"', text):
            used |= {name for name in names.split() if re.fullmatch(r"fr-.*[^-]", name)}
    assert used - styled == set()


def test_nothing_is_fetched_but_the_fonts(stylesheet):
    addresses = set(re.findall(r"url\(['\"]?(?!data:)([^)'\"]+)", stylesheet))
    assert addresses == {
        "../dsfr/dist/fonts/Marianne-Regular.woff2",
        "../dsfr/dist/fonts/Marianne-Bold.woff2",
    }


def test_every_variable_read_is_defined(stylesheet):
    defined = set(re.findall(r"(--[\w-]+):", stylesheet))
    in_our_styles = "".join(p.read_text() for p in ROOMS.glob("*/static/*/style.css"))
    assert set(re.findall(r"var\((--[\w-]+)\)", in_our_styles)) - defined == set()


def test_no_script_copies_the_links_of_the_header():
    script = (assets.compose() / "pages/site.js").read_text()
    assert "e.header.HeaderModal)" in script
    assert "e.header.HeaderLinks)" not in script


def test_they_are_light():
    folder = assets.compose()
    for name, most in (("site.css", 40_000), ("site.js", 25_000)):
        packed = (folder / "pages" / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == (folder / "pages" / name).read_bytes()
        assert len(packed) < most


def test_composed_again_only_when_a_source_changed(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(assets, "_digest", lambda paths: "first")
    css = assets.compose() / "pages/site.css"
    css.write_text("kept")
    assets.compose()
    assert css.read_text() == "kept"
    monkeypatch.setattr(assets, "_digest", lambda paths: "second")
    assets.compose()
    assert "Marianne" in css.read_text()


def test_the_digest_tells_sources_apart(tmp_path):
    source = tmp_path / "style.css"
    source.write_text("a")
    before = assets._digest([source])
    assert assets._digest([source]) == before
    source.write_text("ab")
    assert assets._digest([source]) != before


def test_finders_give_the_composed_files_and_the_fonts_alone():
    assert finders.find("pages/site.css") == str(assets.compose() / "pages/site.css")
    assert finders.find("pages/site.css", find_all=True) == [finders.find("pages/site.css")]
    assert finders.find("pages/icon.svg") == str(ROOMS / "pages/static/pages/icon.svg")
    assert finders.find("pages/nothing.css") is None
    collected = {path for finder in finders.get_finders() for path, _ in finder.list([])}
    assert {"pages/site.css", "pages/site.js", "pages/icon.svg"} <= collected
    assert sorted(path for path in collected if path.startswith("dsfr/")) == [
        "dsfr/dist/fonts/Marianne-Bold.woff2",
        "dsfr/dist/fonts/Marianne-Regular.woff2",
    ]

"""The one stylesheet and the one script of every page.

The whole design system (DSFR) weighs 150 kB compressed and its icons are a request each. Pages get
`pages/site.css` and `pages/site.js` instead, composed from the components listed here, the icons
that pages name, and each room's `static/<room>/style.css` and `static/<room>/scripts/*.js`. A rule
goes when it is for a class that no page and no script names. When a source changes, both files are
composed again in a fraction of a second; neither is committed.
"""

import gzip
import hashlib
import os
import re
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from threading import Lock
from urllib.parse import quote

import dsfr
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage

DIST = Path(dsfr.__file__).parent / "static/dsfr/dist"
FONTS = "dsfr/dist/fonts"

COMPONENTS = """
accordion alert badge breadcrumb button callout card checkbox content footer form header input link
logo modal navigation notice pagination password radio search segmented select sidemenu skiplink
stepper summary table tag tile upload
"""
SCRIPTS = "modal accordion breadcrumb button header navigation password"

# Weights that the pages use; italics come from the Regular, slanted by the browser.
WEIGHTS = {400: "Marianne-Regular", 700: "Marianne-Bold"}

# The illustrative colours, 17 families of 30 shades: ours are blue, grey and the system's.
_FAMILIES = re.compile(
    r"-(?:green|blue|purple|pink|yellow|orange|brown|beige)-(?!france)[a-z]+(?:-[a-z]+)*\b"
)
_LICENCE = re.compile(r"/\*!.*?\*/\s*", re.DOTALL)
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}'"])*(?:;|(?=\}))""")
_ICON_URL = re.compile(r"url\((?:\.\./)+(icons/[\w/-]+\.svg)\)")
# What needs no escape between the quotes of an address in a stylesheet.
_IN_ADDRESS = ' =:/",<>()!@*$&+?-_.~|[]'
_ICON_NAME = re.compile(r"fr-icon-([a-z0-9-]+)")
_CLASS = re.compile(r"\.(fr-[\w-]+)")
_NAMED = re.compile(r"fr-[\w-]+")
_WORD = re.compile(r"[\w-]+")
_COMMA = re.compile(r",(?![^()]*\))")
_NEGATION = re.compile(r":not\([^()]*\)")


def _sources() -> list[Path]:
    """Every file from which the assets are composed."""
    return [Path(__file__), *_styles(), *_scripts(), *_pages()]


def _styles() -> list[Path]:
    parts = [
        DIST / "core/core",
        *(DIST / f"component/{name}/{name}" for name in COMPONENTS.split()),
    ]
    screen = [part.with_suffix(".main.min.css") for part in parts]
    paper = [part.with_suffix(".print.min.css") for part in parts]
    return [*screen, *(part for part in paper if part.exists()), *_room_styles()]


def _scripts() -> list[Path]:
    parts = [DIST / "core/core", *(DIST / f"component/{name}/{name}" for name in SCRIPTS.split())]
    return [*(part.with_suffix(".module.min.js") for part in parts), *_room_scripts()]


def _room_scripts() -> list[Path]:
    """The modules of every page; a page may load others besides."""
    return sorted((settings.BASE_DIR / "usine").glob("*/static/*/scripts/*.js"))


def _room_styles() -> list[Path]:
    return sorted((settings.BASE_DIR / "usine").glob("*/static/*/style.css"))


def _pages() -> list[Path]:
    """The files that name icons: templates, and the code that fills them."""
    rooms = settings.BASE_DIR / "usine"
    return sorted([*rooms.glob("*/templates/**/*.html"), *rooms.glob("*/**/*.py")])


_composing = Lock()


def compose() -> Path:
    """The folder that holds the composed files, composed again if a source has changed."""
    folder = settings.VAR_DIR / "assets"
    stamp = folder / "digest"
    with _composing:
        digest = _digest(_sources())
        if not stamp.exists() or stamp.read_text() != digest:
            _write(folder / "pages/site.css", _stylesheet())
            _write(folder / "pages/site.js", _script())
            _write(stamp, digest)
    return folder


def _digest(paths: Iterable[Path]) -> str:
    state = hashlib.sha256()
    for path in paths:
        stat = path.stat()
        state.update(f"{path} {stat.st_mtime_ns} {stat.st_size}\n".encode())
    return state.hexdigest()


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all: several processes may compose at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {path: text.encode()}
    if path.suffix:
        written[path.with_name(path.name + ".gz")] = gzip.compress(text.encode(), 9, mtime=0)
    for target, content in written.items():
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(target)


def _stylesheet() -> str:
    text = "\n".join(part.read_text() for part in _styles())
    licence = _LICENCE.search(text)
    text = re.sub(r"@font-face\{[^}]*\}", "", _LICENCE.sub("", text))
    text = _RULE.sub(partial(_without_unused, _unused(text)), text + _icon_rules())
    text = _with_icons_inside(text)
    head = licence[0] if licence else ""
    return head + _fonts() + _without_unused_variables(text)


def _fonts() -> str:
    return "".join(
        "@font-face{font-family:Marianne;font-display:swap;font-style:normal;"
        f'font-weight:{weight};src:url(../{FONTS}/{name}.woff2) format("woff2")}}'
        for weight, name in WEIGHTS.items()
    )


def _unused(text: str) -> set[str]:
    """The classes of the design system that no page names, whole or by its beginning
    (`fr-badge--{{ tone }}`), and of which no script drives the component."""
    named = {name for path in _pages() for name in _NAMED.findall(path.read_text())}
    begun = tuple(name for name in named if name.endswith("-"))
    driven = {word for path in _scripts() for word in _WORD.findall(path.read_text())}
    return {
        name
        for name in set(_CLASS.findall(text)) - named
        if not name.startswith(begun) and name.removeprefix("fr-").split("--")[0] not in driven
    }


def _without_unused(unused: set[str], rule: re.Match) -> str:
    selectors = [
        selector
        for selector in _COMMA.split(rule[1])
        if not _FAMILIES.search(selector)
        and unused.isdisjoint(_CLASS.findall(_NEGATION.sub("", selector)))
    ]
    return f"{','.join(selectors)}{{{rule[2]}}}" if selectors else ""


def _without_unused_variables(text: str) -> str:
    """Leave out the custom properties that no rule reads, then those that only these read."""
    while True:
        unused = set(_VARIABLE.findall(text)) - set(re.findall(r"var\((--[\w-]+)", text))
        shorter = _VARIABLE.sub(partial(_without, unused), text)
        if shorter == text:
            return text
        text = shorter


def _without(names: set[str], variable: re.Match) -> str:
    return "" if variable[1] in names else variable[0]


def icons() -> set[str]:
    """The names of the icons that pages use: "arrow-right-line"."""
    return {name for path in _pages() for name in _ICON_NAME.findall(path.read_text())}


@cache
def _icon_files() -> dict[str, str]:
    return {path.stem: f"{path.parent.name}/{path.name}" for path in DIST.glob("icons/*/*.svg")}


def _icon_rules() -> str:
    """The rules that draw the icon of a class before or after the text."""
    rules = []
    for name in sorted(icons()):
        file = _icon_files().get(name) or _icon_files().get(f"fr--{name}")
        if file:
            url = f"url(../icons/{file})"
            rules.append(
                f".fr-icon-{name}:before,.fr-icon-{name}:after"
                f"{{-webkit-mask-image:{url};mask-image:{url}}}"
            )
    return "".join(rules)


def _with_icons_inside(text: str) -> str:
    """Write each drawing once, in a variable, so that browsers do not fetch it."""
    drawings: dict[str, str] = {}

    def variable(address: re.Match) -> str:
        name = f"--icon-{Path(address[1]).stem.removeprefix('fr--')}"
        drawings[name] = (DIST / address[1]).read_text()
        return f"var({name})"

    text = _ICON_URL.sub(variable, text)
    written = ";".join(
        f"{name}:url('data:image/svg+xml,{quote(svg, safe=_IN_ADDRESS)}')"
        for name, svg in sorted(drawings.items())
    )
    return f":root{{{written}}}{text}"


# The statement that copies the header's links, with any inline style, into the menu of telephones.
# Our policy refuses inline styles, and our pages write the links in both places.
_HEADER_LINKS = "e.internals.register(e.header.HeaderSelector.TOOLS_LINKS,e.header.HeaderLinks),"


def _script() -> str:
    """The components, each in its own block because they all declare the same names."""
    core, *components = (path.read_text() for path in _scripts())
    blocks = (f"{{{_LICENCE.sub('', script)}}}" for script in components)
    return "\n".join([core, *blocks]).replace(_HEADER_LINKS, "")


class ComposedFinder(BaseFinder):
    """Finds the composed files."""

    def check(self, **kwargs) -> list:
        return []

    def find(self, path, find_all=False, **kwargs):
        composed = compose() / path if path in {"pages/site.css", "pages/site.js"} else None
        if kwargs.get("all", find_all):
            return [str(composed)] if composed else []
        return str(composed) if composed else []

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=compose())
        for name in ("pages/site.css", "pages/site.js"):
            yield name, storage


class RoomsFinder(AppDirectoriesFinder):
    """Finds the static files of applications, and only the fonts of the design system.

    The other 6,000 files of the design system would make `collectstatic` last a minute, and no page
    uses them.
    """

    def list(self, ignore_patterns):
        fonts = {f"{FONTS}/{name}.woff2" for name in WEIGHTS.values()}
        for path, storage in super().list([*(ignore_patterns or []), "*.min.css.map"]):
            if not path.startswith("dsfr/") or path in fonts:
                yield path, storage

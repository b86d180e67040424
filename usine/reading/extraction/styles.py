"""The styles of an .xlsx workbook: what the format of each marks, and its colour."""

import colorsys
from typing import NamedTuple

from .formats import BUILT_IN, Mark, mark_of
from .survey import parse

# The indexed colours of old workbooks: eight, the same again, then forty-eight.
_EIGHT = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
INDEXED = (
    _EIGHT
    * 2
    + "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF "
    "660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF "
    "CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 "
    "666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
).split()
THEME = [
    *("FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD"),
    *("C0504D", "9BBB59", "8064A2", "4BACC6", "F79646"),
]
"""The colours of a theme in the order in which cells count them: two pairs are swapped there."""

WHITE = "FFFFFF"
UNFILLED = {"none", "gray125"}


class Style(NamedTuple):
    """What a cell style says: the mark of its numbers, the colour of its cells, six figures, how
    far its texts are moved to the right, in steps, and whether they are struck through."""

    mark: Mark | None
    colour: str
    indent: int = 0
    is_struck: bool = False


def styles_of(styles: bytes, theme: bytes) -> dict[str, Style]:
    """The styles that say something, by their index; a style without fill has no colour."""
    if not styles:
        return {}
    codes: dict[str, str] = {}
    fills: list[str] = []
    fonts: list[bool] = []
    cells: list[tuple[str, str, str]] = []
    indents: dict[int, int] = {}
    indexed: list[str] = []
    section = ""
    is_filled = False
    themed = _theme(theme)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal section, is_filled
        match name.rpartition(":")[2]:
            case "cellXfs" | "cellStyleXfs" | "fonts" | "fills" | "dxfs" as section:
                pass
            case "numFmt":
                codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
            case "font" if section == "fonts":
                fonts.append(False)
            case "strike" if section == "fonts" and fonts:
                fonts[-1] = attributes.get("val", "1") in ("1", "true")
            case "fill" if section == "fills":
                fills.append("")
            case "patternFill":
                is_filled = attributes.get("patternType", "none") not in UNFILLED
            case "fgColor" if section == "fills" and is_filled and fills:
                fills[-1] = _colour(attributes, themed, indexed)
            case "rgbColor":
                indexed.append(attributes.get("rgb", "")[-6:].upper())
            case "xf" if section == "cellXfs":
                number, fill = attributes.get("numFmtId", "0"), attributes.get("fillId", "0")
                cells.append((number, fill, attributes.get("fontId", "0")))
            case "alignment" if section == "cellXfs":
                indents[len(cells) - 1] = int(attributes.get("indent", 0))

    parse(styles, start)
    marks = {
        number: mark_of(codes.get(number) or BUILT_IN.get(number, "General"))
        for number, *_ in cells
    }
    colours = {str(place): colour for place, colour in enumerate(fills)}
    struck = {str(place) for place, is_struck in enumerate(fonts) if is_struck}
    each = (
        Style(marks[number], colours.get(fill, ""), indents.get(place, 0), font in struck)
        for place, (number, fill, font) in enumerate(cells)
    )
    return {str(place): style for place, style in enumerate(each) if any(style)}


def _theme(xml: bytes) -> list[str]:
    """The colours of the theme, as cells count them."""
    colours: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        match name.rpartition(":")[2]:
            case "clrScheme":
                inside = True
            case "fontScheme" | "fmtScheme":
                inside = False
            case "srgbClr" if inside:
                colours.append(attributes.get("val", "").upper())
            case "sysClr" if inside:
                colours.append(attributes.get("lastClr", "").upper())

    if xml:
        parse(xml, start)
    if len(colours) < len(THEME):
        return THEME
    dark, light, dark_2, light_2, *others = colours
    return [light, dark, light_2, dark_2, *others]


def _colour(attributes: dict[str, str], themed: list[str], indexed: list[str]) -> str:
    """Six figures, empty for white and for what names no colour."""
    colour = attributes.get("rgb", "")[-6:].upper()
    for name, table in (("theme", themed), ("indexed", indexed or INDEXED)):
        place = attributes.get(name, "")
        if not colour and place.isdecimal() and int(place) < len(table):
            colour = table[int(place)]
    if not is_colour(colour):
        return ""
    return known(_tinted(colour, float(attributes.get("tint", 0))))


def is_colour(figures: str) -> bool:
    return len(figures) == 6 and set(figures) <= set("0123456789ABCDEF")


def known(colour: str) -> str:
    """White is the paper, not a colour."""
    return "" if colour == WHITE else colour


def _tinted(colour: str, tint: float) -> str:
    """Lighter by a positive tint, darker by a negative one, between -1 and 1."""
    if not tint or not -1 <= tint <= 1:
        return colour
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, light, vivid = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    tinted = colorsys.hls_to_rgb(hue, light, vivid)
    return "".join(f"{round(255 * part):02X}" for part in tinted)

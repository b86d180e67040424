"""Texts of slides: lines in their font, their colour and their language."""

from typing import Any

from lxml.etree import SubElement
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE as LINKS

from ..papers import visible
from .sizes import LEFT, WITHIN

BLUE, INK, QUIET, PAPER = "000091", "161616", "666666", "FFFFFF"
# The namespace of drawings.
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def give_fonts(deck: Any) -> None:
    """Arial, which the charter of the State asks for where Marianne is not installed."""
    theme = deck.slide_master.part.part_related_by(LINKS.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Arial"')


def place(shape: Any, left: int, top: int, width: int, high: int) -> None:
    shape.left, shape.top, shape.width, shape.height = left, top, width, high


def text_box(
    slide: Any, text: str, top: int, high: int, size: int, color: str, **look: bool
) -> None:
    box = slide.shapes.add_textbox(LEFT, top, WITHIN, high)
    box.text_frame.word_wrap = True
    write(box.text_frame, text, size, color, **look)


def write(
    frame: Any, text: str, size: int, color: str = INK, *, bold: bool = False, right: bool = False
) -> None:
    """Each line of a text as a paragraph, in place of what was there."""
    body = frame._txBody
    for paragraph in body.findall(f"{_A}p"):
        body.remove(paragraph)
    add(frame, text, size, color, bold=bold, right=right)


def add(
    frame: Any, text: str, size: int, color: str = INK, *, bold: bool = False, right: bool = False
) -> None:
    """As the library writes them, at a twentieth of the time."""
    for line in visible(text).split("\n"):
        paragraph = SubElement(frame._txBody, f"{_A}p")
        SubElement(paragraph, f"{_A}pPr", algn="r" if right else "l")
        run = SubElement(paragraph, f"{_A}r")
        look = {"lang": "fr-FR", "sz": str(size * 100), "b": str(int(bold))}
        fill(SubElement(run, f"{_A}rPr", look), color)
        SubElement(run, f"{_A}t").text = line


def fill(of: Any, color: str) -> None:
    SubElement(SubElement(of, f"{_A}solidFill"), f"{_A}srgbClr", val=color)


def describe(shape: Any, text: str) -> None:
    """What a reader of screens says of a shape."""
    [properties] = shape._element.xpath(".//p:cNvPr")[:1]
    properties.set("descr", visible(text))


def colour(look: Any, color: str, border: str) -> None:
    look.fill.solid()
    look.fill.fore_color.rgb = rgb(color)
    look.line.color.rgb = rgb(border or color)


def rgb(color: str) -> RGBColor:
    return RGBColor.from_string(color.lstrip("#").upper())

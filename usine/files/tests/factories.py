"""Files as people send them: the good ones, and those that are not what they say."""

import zipfile
from io import BytesIO

from PIL import Image

from usine.files.checking import Sent
from usine.files.formats import FORMATS, OPEN_XML
from usine.files.models import Document
from usine.files.operations import attach

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
# EXIF tags: orientation, maker of the device, position of the place.
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def attached(subject: str, *, by=None, name: str = "Convention.pdf", more: bytes = b"") -> Document:
    [document] = attach(subject, sent=[Sent(name, PDF + more)], by=by)
    return document


def zipped(parts: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return written.getvalue()


def office(code: str, parts: dict[str, bytes] | None = None) -> bytes:
    """The least that says that it is of this office."""
    mime = FORMATS[code].mime
    if not mime.startswith(OPEN_XML):
        return zipped({"mimetype": mime.encode(), "content.xml": b"<x/>", **(parts or {})})
    types = f'<Types><Override ContentType="{mime}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), **(parts or {})})


def image(code: str = "jpg", *, size=(4, 2), orientation: int = 1) -> bytes:
    """A picture that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "canariAppareil"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (48.0, 10.0, 27.0)
    written = BytesIO()
    options = {} if code == "gif" else {"exif": exif}
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.putpixel((0, 0), (0, 0, 255))
    picture.save(written, {"jpg": "JPEG"}.get(code, code.upper()), **options)
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))

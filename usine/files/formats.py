"""The formats that a document may have: nothing else is taken. Plain Python, no database."""

from dataclasses import dataclass

OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Format:
    """`code` is also the extension of the name under which the document is given back."""

    code: str
    label: str
    mime: str
    extensions: tuple[str, ...] = ()

    @property
    def endings(self) -> frozenset[str]:
        return frozenset({self.code, *self.extensions})


IMAGES = (
    Format("jpg", "image JPEG", "image/jpeg", ("jpeg", "jpe", "jfif")),
    Format("png", "image PNG", "image/png"),
    Format("webp", "image WebP", "image/webp"),
    Format("gif", "image GIF", "image/gif"),
)
OFFICE = (
    Format("docx", "document Word", f"{OPEN_XML}.wordprocessingml.document"),
    Format("xlsx", "classeur Excel", f"{OPEN_XML}.spreadsheetml.sheet"),
    Format("pptx", "présentation PowerPoint", f"{OPEN_XML}.presentationml.presentation"),
    Format("odt", "texte OpenDocument", f"{OPEN_DOCUMENT}.text"),
    Format("ods", "classeur OpenDocument", f"{OPEN_DOCUMENT}.spreadsheet"),
    Format("odp", "présentation OpenDocument", f"{OPEN_DOCUMENT}.presentation"),
)
TEXTS = (
    Format("csv", "tableau CSV", "text/csv"),
    Format("txt", "texte", "text/plain"),
)
PDF = Format("pdf", "PDF", "application/pdf")
FORMATS = {each.code: each for each in (PDF, *OFFICE, *IMAGES, *TEXTS)}

# As a form tells them.
ACCEPTED = "PDF, Word, Excel, PowerPoint, OpenDocument, image, CSV ou texte"


def named(extension: str) -> Format | None:
    """The format that an extension announces, without its dot and whatever its case."""
    return next((each for each in FORMATS.values() if extension.lower() in each.endings), None)


def endings() -> list[str]:
    """Every extension that is taken, with its dot."""
    return [f".{ending}" for each in FORMATS.values() for ending in sorted(each.endings)]

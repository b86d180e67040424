"""What a file is, found in its bytes; what is refused, and in which words."""

import zipfile
from io import BytesIO

import pytest

from usine.files import rules
from usine.files.checking import Sent, checked
from usine.files.formats import FORMATS, endings
from usine.values.errors import Refused

from .factories import PDF, image, office, zipped

NUMBERS = "N°;Action\n1;Halle\n"
GOOD = {
    "pdf": PDF,
    **{code: office(code) for code in ("docx", "xlsx", "pptx", "odt", "ods", "odp")},
    **{code: image(code) for code in ("jpg", "png", "webp", "gif")},
    "csv": NUMBERS.encode(),
    "txt": NUMBERS.encode("cp1252"),
}


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        checked([Sent(name, content)])
    return str(refused.value)


def test_each_format_is_taken_under_its_extension():
    assert GOOD.keys() == FORMATS.keys()
    files = checked(Sent(f"Un fichier.{code.upper()}", content) for code, content in GOOD.items())
    assert [(each.name, each.format.code) for each in files] == [
        (f"Un fichier.{code}", code) for code in GOOD
    ]


@pytest.mark.parametrize("code", GOOD)
def test_no_format_is_taken_under_the_extension_of_another(code):
    alike = {"csv", "txt"} if code in ("csv", "txt") else {code}
    for other in FORMATS.keys() - alike:
        assert "n’est pas ce que son extension annonce" in refusal(f"x.{other}", GOOD[code])


def test_a_jpeg_has_several_extensions_and_is_given_one():
    files = checked(Sent(f"Photo.{end}", GOOD["jpg"]) for end in ("jpeg", "JPG", "jfif"))
    assert {each.name for each in files} == {"Photo.jpg"}
    assert ".jpeg" in endings()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("rien.pdf", b"", "« rien.pdf » est vide."),
        ("outil.exe", b"MZ" + bytes(60), "n’est pas d’un format accepté : PDF, Word"),
        ("sans extension", PDF, "n’est pas d’un format accepté"),
        ("outil.pdf", b"MZ" + bytes(60), "annonce (PDF) : enregistrez-le"),
        ("page.pdf", b"<html>" + PDF, "annonce (PDF)"),
        ("page.txt", b"<html><script>alert(1)</script>", "annonce (texte)"),
        ("dessin.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "annonce (image PNG)"),
        ("outil.csv", b"a;b\x00c", "annonce (tableau CSV)"),
        ("mots.txt", b"\x81\x8d\x8f", "annonce (texte)"),
        ("ancien.doc", bytes.fromhex("d0cf11e0a1b11ae1"), "ancien format d’Office ou protégé"),
        ("lettre.docx", bytes.fromhex("d0cf11e0a1b11ae1"), "ancien format d’Office ou protégé"),
        ("lettre.docx", b"PK\x03\x04" + bytes(60), "est abîmé"),
        ("lettre.docx", zipped({"a.txt": b"a"}), "annonce (document Word)"),
        ("lettre.odt", zipped({"mimetype": b"application/epub+zip"}), "annonce (texte Open"),
        ("lettre.docx", office("docx", {"word/vbaProject.bin": b"x"}), "contient des macros"),
        ("calcul.ods", office("ods", {"Basic/Standard/x.xml": b"x"}), "contient des macros"),
        ("photo.png", GOOD["png"][:40], "est une image abîmée"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(30), "est une image abîmée"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content, why):
    assert why in refusal(name, content).replace("\u00a0", " ")


def test_a_bomb_is_never_inflated_whole():
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", bytes(50_000_000))
    assert "annonce (document Word)" in refusal("bombe.docx", written.getvalue())


def test_the_size_is_bounded(settings):
    settings.DOCUMENT_MAX_BYTES = 2 * 1024 * 1024
    heavy = PDF + bytes(2 * 1024 * 1024)
    assert "pèse plus de 2\u00a0Mo" in refusal("lourd.pdf", heavy)


def test_all_that_is_refused_is_told_at_once():
    with pytest.raises(Refused) as refused:
        checked([Sent("a.exe", b"a"), Sent("b.pdf", PDF), Sent("c.pdf", b"")])
    assert [name in str(refused.value) for name in ("a.exe", "b.pdf", "c.pdf")] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\moi\\Plan.PDF", "Plan.pdf"),
        ("devis\u202efdp.exe", "devisfdp.exe"),
        ("a\r\nContent-Type: text/html.pdf", "aContent-Type: text/html.pdf".rpartition("/")[2]),
        (" .pdf ", "document.pdf"),
        ("Éco-quartier – phase 2.pdf", "Éco-quartier – phase 2.pdf"),
        ("sans", "sans"),
        ("", "document"),
        (f"{'long' * 100}.pdf", f"{('long' * 100)[:146]}.pdf"),
    ],
)
def test_a_name_is_cleaned(name, cleaned):
    assert rules.clean_name(name) == cleaned


def test_the_count_and_the_quota_are_bounded():
    assert [rules.count_refusal(n) for n in (0, 1, 5, 6)] == [
        "Choisissez un fichier.",
        None,
        None,
        "Envoyez 5 fichiers au plus à la fois.",
    ]
    most = 1024 * 1024
    assert rules.quota_refusal(most, most) is None
    assert "plus de 1\u00a0Mo" in str(rules.quota_refusal(most + 1, most))

"""A file that somebody sent, checked before anything is written: every file is hostile."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings

from usine.values.errors import Refused

from . import antivirus, images, rules, sniffing
from .formats import ACCEPTED, Format, named


class Sent(NamedTuple):
    """A file as its sender names it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: `content` is what will be, images without what they told."""

    name: str
    format: Format
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def checked(sent: Iterable[Sent]) -> list[Checked]:
    """All of them, or Refused, which names each that is not taken and says why."""
    kept, whys = [], []
    for each in sent:
        name = rules.clean_name(each.name)
        try:
            kept.append(_checked(name, each.content))
        except Refused as refusal:
            whys.append(f"«\u00a0{name}\u00a0» {refusal}")
    if whys:
        raise Refused(" ".join(whys))
    return kept


def _checked(name: str, content: bytes) -> Checked:
    if why := rules.size_refusal(len(content), settings.DOCUMENT_MAX_BYTES):
        raise Refused(why)
    format = _agreed(name, sniffing.sniffed(content))
    antivirus.check(content)
    if images.is_image(format):
        content = images.stripped(content, format)
    return Checked(f"{rules.split(name)[0]}.{format.code}", format, content)


def _agreed(name: str, formats: tuple[Format, ...]) -> Format:
    """The format of a file, when its content is what its extension announces."""
    announced = named(rules.split(name)[1])
    if announced is None:
        raise Refused(f"n’est pas d’un format accepté\u00a0: {ACCEPTED}.")
    if announced in formats:
        return announced
    what = f"n’est pas ce que son extension annonce ({announced.label})\u00a0:"
    if formats:
        contents = " ou ".join(each.label for each in formats)
        raise Refused(f"{what} son contenu est d’un autre format ({contents}).")
    raise Refused(f"{what} enregistrez-le de nouveau.")

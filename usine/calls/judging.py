"""The verdict of a call, as its version then in force and what was then known have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from usine.values import clock
from usine.values.dates import paris_day
from usine.values.errors import Refused
from usine.values.formats import format_day

from .eligibility.facts import FactBook
from .eligibility.terms import Terms
from .eligibility.verdicts import Verdict, judge
from .format.expressions import Reference, names_in
from .format.model import CallFile
from .gathering.names import CodeNames, NamesOfCall
from .gathering.vantage import Vantage
from .models import Call, CallVersion


@dataclass(frozen=True)
class Inquiry:
    """What is asked of a call, from a vantage; its terms are read once for many cases."""

    call: Call
    version: CallVersion
    vantage: Vantage
    terms: Terms

    @classmethod
    def of(cls, call: Call, vantage: Vantage, names: CodeNames | None = None) -> Inquiry:
        version = version_known(call, vantage.known_at)
        return cls(call, version, vantage, terms_of(version.file, vantage, names or CodeNames()))

    def judge(self, book: FactBook) -> Verdict:
        return judge(self.terms, book)

    def as_json(self, verdict: Verdict) -> dict[str, Any]:
        known_at = self.vantage.known_at
        return {
            "call": self.call.pk,
            "version": self.version.label,
            "at": self.vantage.at.isoformat(),
            "known_at": known_at.isoformat() if known_at else None,
            **verdict.as_json,
        }

    def as_text(self, verdict: Verdict) -> str:
        head = f"{self.call.title}, {self.version.label}, le {format_day(self.vantage.at)}"
        return "\n".join([head, verdict.sentence, "", *map(str, verdict.rules)])


def version_known(call: Call, known_at: datetime | None) -> CallVersion:
    """The version in force at a moment (now). Raises Refused when none was published yet."""
    if known_at is None:
        version = call.version
    else:
        published = call.versions.filter(published_at__lte=known_at)
        version = published.order_by("-number").first()
    if version is None:
        raise Refused(f"L’appel «\u00a0{call.pk}\u00a0» n’avait pas de version publiée.")
    return version


def terms_of(file: CallFile, vantage: Vantage, names: CodeNames) -> Terms:
    """Its terms on the day; to the second when the moment of knowledge falls on that day."""
    moment = vantage.known_at or clock.now()
    return Terms.of(
        file,
        at=vantage.at,
        moment=moment if paris_day(moment) == vantage.at else None,
        named=NamesOfCall(file, names),
        awards=_awards(file),
    )


def _awards(file: CallFile) -> dict[str, str]:
    """The titles of the calls to be awarded first, by their source."""
    named = {
        code
        for rule in file.rules
        for kind, code in names_in(rule.expect)
        if kind is Reference.CALL
    }
    calls = Call.objects.filter(pk__in=named) if named else ()
    return {f"award:{call.pk}": call.title for call in calls}

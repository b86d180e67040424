"""The members of a perimeter, by their codes, as one types them."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from usine.geography.models import Commune, Grouping
from usine.pages.declared import LinesField


class MembersField(LinesField):
    """The SIREN of EPCI or EPT, the INSEE code or the SIREN of communes, one a line: each is in the
    geographic code."""

    def to_python(self, value: str | None) -> list[str]:
        lines = (line.replace(" ", "").upper() for line in super().to_python(value))
        return list(dict.fromkeys(lines))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if unknown := unknown_members(value):
            raise ValidationError(
                f"Ni EPCI ni commune du code géographique\u00a0: {', '.join(unknown)}."
            )


def unknown_members(codes: Collection[str]) -> list[str]:
    """Those that are no EPCI, no EPT and no commune, in their order."""
    known = {
        *Grouping.objects.filter(pk__in=codes).values_list("pk", flat=True),
        *Commune.objects.filter(pk__in=codes).values_list("pk", flat=True),
        *Commune.objects.filter(siren__in=codes).values_list("siren", flat=True),
    }
    return [code for code in codes if code not in known]

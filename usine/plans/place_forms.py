"""The form of where an action takes place: communes by their names, and a point."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from usine.geography.distances import kilometres_from_communes
from usine.geography.models import Commune
from usine.geography.queries import called, communes_called
from usine.pages.declared import LinesField, ReadField
from usine.territories.queries import communes_of
from usine.values.fields import NOTHING
from usine.values.formats import format_count
from usine.values.points import format_point, read_point, short_point

from . import detail_rules
from .locating import known_communes, place_of
from .models import Action

# How many communes of one name an error lists.
HOMONYMS = 8
# How far a point may be from the départements of its communes, whose outlines are simplified: in
# kilometres.
FAR = 10


class PlaceForm(forms.Form):
    communes = LinesField(
        label="Communes",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une par ligne, par leur nom\u00a0; quand plusieurs communes ont ce nom, avec le "
        "département\u00a0: Saint-Denis (93).",
    )
    commune = forms.CharField(
        label="Ajouter une commune du territoire",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"list": "communes", "autocomplete": "off"}),
        help_text="Celles du territoire sont proposées pendant la saisie.",
    )
    point = ReadField(
        label="Point",
        required=False,
        read=read_point,
        write=lambda value: short_point(*value) if isinstance(value, tuple) else value,
        help_text="La latitude puis la longitude, telles qu’une carte les donne\u00a0: "
        "48.85, 2.35.",
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, action: Action, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        communes = action.communes.order_by("name", "pk")
        point = (action.longitude, action.latitude)
        self.initial = {
            "communes": [called(each) for each in communes],
            "point": None if None in point else point,
            "read": place_of(action),
        }

    @cached_property
    def here(self) -> list[Commune]:
        """The communes of the territory."""
        return list(communes_of(self.action.territory))

    @property
    def suggested(self) -> list[str]:
        return [called(each) for each in self.here]

    def clean_point(self):
        point = self.cleaned_data["point"]
        if why := detail_rules.point_refusal(*(point or (None, None))):
            raise ValidationError(why)
        return point

    def clean_communes(self) -> list[str]:
        return self._codes(self.cleaned_data["communes"])

    def clean_commune(self) -> list[str]:
        name = self.cleaned_data["commune"]
        return self._codes([name] if name else [])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("point"):
            codes = [*cleaned.get("communes", ()), *cleaned.get("commune", ())]
            away = kilometres_from_communes(codes, *cleaned["point"])
            if away and away > FAR:
                self.add_error(
                    "point",
                    f"Ce point est à {format_count(away)} km du département de ces communes\u00a0: "
                    "vérifiez la latitude et la longitude, ou ajoutez la commune où il est.",
                )
        return cleaned

    def _codes(self, names: list[str]) -> list[str]:
        """The codes of the communes that were typed by name."""
        named = communes_called(names)
        faults = [why for name in names if (why := self._refusal(name, named[name]))]
        if faults:
            raise ValidationError(faults)
        return [self._meant(named[name])[0].pk for name in names]

    def _meant(self, communes: list[Commune]) -> list[Commune]:
        """Those of the territory, when one name is that of several."""
        codes = {each.pk for each in self.here} if len(communes) > 1 else set()
        return [each for each in communes if each.pk in codes] or communes

    def _refusal(self, name: str, communes: list[Commune]) -> str | None:
        if not communes:
            return (
                f"Aucune commune ne s’appelle «\u00a0{name}\u00a0»\u00a0: écrivez son nom "
                "officiel, sans lieu-dit ni code postal."
            )
        meant = self._meant(communes)
        if len(meant) == 1:
            return None
        first, *others = (_called_alone(each, meant) for each in meant[:HOMONYMS])
        return (
            f"Plusieurs communes s’appellent «\u00a0{name}\u00a0»\u00a0: écrivez "
            f"{', '.join([first, *others[:-1]])} ou {others[-1]}."
        )

    @property
    def answer(self) -> dict:
        """The arguments of the operation."""
        asked = self.cleaned_data
        communes = [*asked["communes"], *asked["commune"]]
        return {"communes": communes, "point": asked["point"], "read": asked["read"]}

    def merged(self, current: Action) -> tuple["PlaceForm", list[tuple[str, ...]]]:
        """The form over the place as somebody left it meanwhile: the communes and the point that
        they alone changed are theirs, the rest stays as typed. With what they changed: its label,
        what it was, theirs, what the form now holds."""
        asked = self.cleaned_data
        point = format_point(*(asked["point"] or (None, None)))
        read, theirs = _parts(asked["read"]), _parts(place_of(current))
        mine = _parts(" ".join([*asked["communes"], *asked["commune"], point]))
        kept = Parts(
            theirs.codes if mine.codes == read.codes else mine.codes,
            theirs.point if mine.point == read.point else mine.point,
        )
        form = PlaceForm(action=current)
        form.initial["communes"] = _names(kept.codes)
        form.initial["point"] = read_point(kept.point)
        told = []
        if read.codes != theirs.codes:
            codes = (", ".join(_names(each.codes)) or NOTHING for each in (read, theirs, kept))
            told.append(("Communes", *codes))
        if read.point != theirs.point:
            told.append(("Point", *(each.point or NOTHING for each in (read, theirs, kept))))
        return form, told


class Parts(NamedTuple):
    """What `place_of` tells: codes of communes, and a point as text."""

    codes: frozenset[str]
    point: str


def _parts(place: str) -> Parts:
    words = place.split()
    codes = frozenset(word for word in words if "." not in word)
    return Parts(codes, " ".join(word for word in words if "." in word))


def _names(codes: Iterable[str]) -> list[str]:
    return [called(each) for each in known_communes(codes)]


def _called_alone(commune: Commune, others: list[Commune]) -> str:
    """The text that calls this commune, by its code when its département has another one."""
    alike = [each for each in others if each.departement_id == commune.departement_id]
    return called(commune) if len(alike) == 1 else f"{commune.name} ({commune.code})"

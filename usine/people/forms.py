"""The forms to sign in, and to manage accounts, mandates and bodies."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.contrib.auth.forms import UsernameField as EmailOfSignIn

from usine.geography.models import Region
from usine.jobs.queue import enqueue
from usine.pages.forms import DateField, FilterForm
from usine.territories.models import Territory
from usine.values import clock
from usine.values.siren import compact, grouped

from . import tasks
from .models import Mandate, Membership, Organisation, User, key_of
from .queries import labelled_on, on_the_same_seats, over_days_added
from .rights import MANAGE
from .roles import AWAITED, KINDS, Kind, Role
from .rules import (
    body_refusal,
    end_needs,
    name_refusal,
    period_refusal,
    siren_refusal,
    start_needs,
    start_refusal,
)

_ASKED = {
    Kind.NATION: "sur la nation\u00a0: ne choisissez ni territoire ni région",
    Kind.REGION: "sur une région\u00a0: choisissez-la",
    Kind.TERRITORY: "sur un territoire\u00a0: choisissez-le",
}
OFFERED = [role for role in Role if role not in AWAITED]


NEVER = "jamais"


def capital(role: Role) -> str:
    """The label of a role with a capital, for the beginning of a line."""
    return f"{role.label[0].upper()}{role.label[1:]}"


def _reason(when: str) -> forms.CharField:
    return forms.CharField(
        label="Motif",
        required=False,
        max_length=300,
        help_text=f"{when} Il reste dans l’historique.",
    )


def _need_reason(form: forms.Form, needed: str) -> None:
    if needed and not form.cleaned_data.get("reason"):
        form.add_error("reason", needed)


class SignInForm(AuthenticationForm):
    username = EmailOfSignIn(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )

    error_messages = {
        "invalid_login": "L’adresse ou le mot de passe est inexact.",
        "inactive": "L’adresse ou le mot de passe est inexact.",
    }

    def clean_username(self) -> str:
        """The address in lower case, so that attempts on it are counted together."""
        return self.cleaned_data["username"].strip().lower()


class ForgottenPasswordForm(PasswordResetForm):
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def get_users(self, email: str) -> Iterator[User]:
        """Every open account of the address, also one that has no password yet."""
        return User.objects.filter(email__iexact=email.strip(), is_active=True).iterator()

    def save(self, *args, **options) -> None:
        """A job writes to each user, so that the page is as fast whether the account exists."""
        for user in self.get_users(self.cleaned_data["email"]):
            enqueue(tasks.forgotten_password, user.pk)


class PeopleFilter(FilterForm):
    q = forms.CharField(
        label="Nom, adresse, organisme ou lieu",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Nom, adresse, lieu…"}),
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=[("", "Tous rôles"), *((role.value, capital(role)) for role in OFFERED)],
    )
    compte = forms.ChoiceField(
        label="Compte", choices=[("", "Tous comptes"), (NEVER, "Jamais connectés")]
    )


class AskingForm(forms.Form):
    """A form that adds a box to ask whether the user means what surprises."""

    def ask(self, name: str, label: str, why: str) -> None:
        """Add a box, and refuse the form until it is ticked."""
        self.fields[name] = forms.BooleanField(label=label, required=False)
        if self.add_prefix(name) not in self.data:
            self.add_error(name, why)

    def ask_about_others(self, asked_mandate: list[Mandate]) -> list[int]:
        """The mandates of others on the seats that are given, about which a box asks."""
        others = on_the_same_seats(asked_mandate)
        if others:
            people = {each.user for each in others}
            names = " et ".join(sorted(map(str, people)))
            verb = "tient" if len(people) == 1 else "tiennent"
            kind = others[0].kind
            here = "sur ce territoire" if kind == Kind.TERRITORY else "dans cette région"
            # Named after them: a box ticked about some says nothing about others.
            self.ask(
                "-".join(["beside", *(str(each.pk) for each in others)]),
                "Donner ce rôle à une personne de plus",
                f"{names} {verb} déjà ce rôle {here} à ces dates. Si quelqu’un doit être "
                "remplacé, mettez d’abord fin à son mandat\u00a0; sinon, cochez la case.",
            )
        return [each.pk for each in others]


class MandateForm(AskingForm):
    """A mandate as `by` may give it: who does not manage the nation gives it on a territory.

    Where others hold the seat at these dates, a box asks whether that is meant.
    """

    conditional = ("territory", "region", "ends_on", "reason")

    role = forms.ChoiceField(label="Rôle")
    territory = forms.ModelChoiceField(
        Territory.objects.none(),
        label="Territoire",
        required=False,
        empty_label="Aucun",
        help_text="Pour un rôle qui s’exerce sur un territoire.",
    )
    region = forms.ModelChoiceField(
        Region.objects.all(),
        label="Région",
        required=False,
        empty_label="Aucune",
        help_text="Pour un rôle qui s’exerce sur une région.",
    )
    organisation = forms.CharField(
        label="Organisme",
        required=False,
        max_length=Organisation._meta.get_field("name").max_length,
        help_text=(
            "Celui pour lequel la personne agit, par exemple une intercommunalité\u00a0: son nom "
            "ou son SIREN."
        ),
    )
    starts_on = DateField(label="Premier jour")
    ends_on = DateField(
        label="Dernier jour",
        required=False,
        help_text="À laisser vide s’il n’est pas connu\u00a0; une suppléance en a toujours un.",
    )
    reason = _reason("À donner quand le premier jour est passé.")

    def __init__(self, *args, by: User, to: User | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.to = by, to
        territories = Territory.objects.current().order_by("search_name")
        roles = list(OFFERED)
        if not by.grants.nation(MANAGE):
            territories = territories.filter(by.grants.territories_q(MANAGE))
            roles = [role for role in roles if Kind.TERRITORY in KINDS[role]]
            del self.fields["region"]
            self.fields["territory"].required = True
        choices = [("", "Choisissez un rôle"), *((role.value, capital(role)) for role in roles)]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        self.fields["role"].widget.attrs["data-places"] = json.dumps(
            {role: [kind for kind in Kind if kind in KINDS[role]] for role in roles}
        )
        self.fields["territory"].queryset = territories  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today

    def clean_organisation(self) -> str:
        return _holding(self.cleaned_data["organisation"], body_refusal)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        territory, region = cleaned.get("territory"), cleaned.get("region")
        if territory and region:
            self.add_error("region", "Choisissez un territoire ou une région, pas les deux.")
        elif cleaned.get("role") and "territory" not in self.errors:
            self._check_kind(KINDS[Role(cleaned["role"])], territory, region)
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        today = clock.today()
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Le dernier jour précède le premier.")
        elif refusal := period_refusal(cleaned.get("role", ""), ends_on, today):
            self.add_error("ends_on", refusal)
        if starts_on:
            self._check_start(starts_on, territory)
        if not self.errors:
            cleaned["beside"] = self._ask_about_others(cleaned)
        return cleaned

    def _check_kind(
        self, kinds: frozenset[Kind], territory: Territory | None, region: Region | None
    ) -> None:
        kind, _ = key_of(territory or region)
        if kind not in kinds:
            asked = " ou ".join(_ASKED[each] for each in Kind if each in kinds)
            where = "region" if kinds == {Kind.REGION} else "territory"
            self.add_error(where, f"Ce rôle s’exerce {asked}.")

    def _check_start(self, starts_on: date, territory: Territory | None) -> None:
        if refusal := start_refusal(starts_on, labelled_on(territory)):
            self.add_error("starts_on", refusal)
        elif needed := start_needs(starts_on, clock.today()):
            _need_reason(self, needed)

    def _ask_about_others(self, cleaned: dict[str, Any]) -> list[int]:
        """The mandates of others on this seat, about which a box asks."""
        kind, code = key_of(cleaned["territory"] or cleaned.get("region"))
        asked_mandate = Mandate(
            user=self._person(cleaned),
            role=cleaned["role"],
            kind=kind,
            code=code,
            starts_on=cleaned["starts_on"],
            ends_on=cleaned["ends_on"],
        )
        return self.ask_about_others([asked_mandate])

    def _person(self, cleaned: dict[str, Any]) -> User | None:
        return self.to


class InvitationForm(MandateForm):
    email = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Elle sert à se connecter\u00a0; l’invitation y est envoyée.",
    )
    first_name = forms.CharField(
        label="Prénom", max_length=User._meta.get_field("first_name").max_length
    )
    last_name = forms.CharField(
        label="Nom", max_length=User._meta.get_field("last_name").max_length
    )

    field_order = ["email", "first_name", "last_name"]

    known: User | None = None  # whose account has the address already

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        self.known = User.objects.filter(email__iexact=email).first()
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.known and not User.objects.visible_to(self.by).filter(pk=self.known.pk).exists():
            self.ask(
                "known",
                "Donner ce mandat au compte qui existe",
                "Un compte que vous ne gérez pas existe déjà à cette adresse. Le mandat s’y "
                "ajoutera, et le nom saisi ici n’y changera rien. Une fois le mandat donné, vous "
                "verrez son nom, comme celui de toute personne qui a un mandat dans votre "
                "région\u00a0: si c’est bien cette personne, cochez la case.",
            )
        return cleaned

    def _person(self, cleaned: dict[str, Any]) -> User | None:
        return self.known


class EndMandateForm(AskingForm):
    conditional = ("reason",)

    on = DateField(
        label="Dernier jour du mandat",
        help_text=(
            "Les droits durent jusqu’au soir de ce jour. "
            "Pour qu’ils cessent tout de suite, donnez la veille."
        ),
    )
    reason = _reason(
        "À donner quand le dernier jour est passé, ou quand la fin est repoussée ou retirée."
    )

    def __init__(self, *args, mandate: Mandate, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.mandate = mandate
        self.fields["on"].initial = mandate.ends_on or clock.today()
        if mandate.ends_on and not period_refusal(mandate.role, None, clock.today()):
            self.fields["on"].required = False
            self.fields["on"].help_text += " À vider pour que le mandat coure sans fin connue."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        before, on = self.mandate.ends_on, cleaned.get("on")
        if "on" not in self.errors:
            _need_reason(self, end_needs(before, on, clock.today(), counts=True))
            cleaned["beside"] = self.ask_about_others(over_days_added(self.mandate, on))
        return cleaned


class ForgetForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il reste pour toujours dans le registre\u00a0: n’y nommez personne.",
    )


class BodyFilter(FilterForm):
    q = forms.CharField(label="Nom ou SIREN", max_length=100)


class BodyForm(forms.Form):
    name = forms.CharField(label="Nom", max_length=Organisation._meta.get_field("name").max_length)
    siren = forms.CharField(
        label="SIREN",
        required=False,
        max_length=20,
        help_text="Neuf chiffres, par exemple 552\u00a0081\u00a0317.",
    )

    def clean_name(self) -> str:
        return _holding(self.cleaned_data["name"], name_refusal)

    def clean_siren(self) -> str:
        return _holding(compact(self.cleaned_data["siren"]), siren_refusal)


class BodyField(forms.ModelChoiceField):
    """A choice of bodies; the SIREN tells apart bodies of one name."""

    def label_from_instance(self, obj: Organisation) -> str:
        return f"{obj} ({grouped(obj.siren)})" if obj.siren else str(obj)


class MembershipForm(forms.Form):
    body = BodyField(Organisation.objects.all(), label="Organisme", empty_label="–")
    siret = forms.CharField(
        label="SIRET de l’établissement",
        required=False,
        max_length=20,
        help_text="Quatorze chiffres, dont les neuf du SIREN de l’organisme.",
    )
    starts_on = DateField(label="Premier jour")
    ends_on = DateField(
        label="Dernier jour", required=False, help_text="À laisser vide s’il n’est pas connu."
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.today


class LeaveForm(forms.Form):
    conditional = ("reason",)

    on = DateField(label="Dernier jour dans cet organisme")
    reason = _reason("À donner quand le dernier jour est passé, ou repoussé.")

    def __init__(self, *args, membership: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        self.fields["on"].initial = membership.ends_on or clock.today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "on" not in self.errors:
            before = self.membership.ends_on
            _need_reason(self, end_needs(before, cleaned["on"], clock.today(), counts=False))
        return cleaned


def _holding(text: str, refusal_of: Callable[[str], str]) -> str:
    if refusal := refusal_of(text):
        raise forms.ValidationError(refusal)
    return text

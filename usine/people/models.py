"""Users, their organisations and the mandates from which their rights follow."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from usine.geography.models import Region
from usine.subjects import audiences
from usine.territories.models import Territory
from usine.values import clock
from usine.values.text import fold

from .access import Grants, grants_of
from .rights import MANAGE
from .roles import Kind, Role

ADDRESS_TAKEN = "Un compte existe déjà avec cette adresse."


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user) -> Self:
        """The accounts that a user manages: those that have or had a mandate in their region."""
        if grants_of(user).nation(MANAGE):
            return self
        return self.filter(pk__in=Mandate.objects.visible_to(user).values("user"))


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in; what they may do follows from their mandates alone."""

    email = models.EmailField(
        "adresse électronique", unique=True, error_messages={"unique": ADDRESS_TAKEN}
    )
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    is_active = models.BooleanField("compte actif", default=True)
    created_at = models.DateTimeField("créé le", default=clock.now)
    # When the last invitation to choose a password was sent; null: never.
    invited_at = models.DateTimeField("invité le", null=True, blank=True)
    # When what identifies the person was erased, as the law asks.
    forgotten_at = models.DateTimeField("effacé le", null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects = UserManager.from_queryset(UserQuerySet)()

    class Meta:
        verbose_name = "utilisateur"
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=ADDRESS_TAKEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def is_invited(self) -> bool:
        """Whether the account still has no password, so that nobody ever signed in to it."""
        return self.is_active and not self.has_usable_password()

    @property
    def state_label(self) -> str:
        if not self.is_active:
            return "Effacé" if self.forgotten_at else "Désactivé"
        if self.is_invited:
            return "Invité, jamais connecté"
        return "Actif" if self.last_login else "Jamais connecté"

    @property
    def state_tone(self) -> str:
        """The tone of the badge of the account's state."""
        if not self.is_active:
            return ""
        return "success" if self.last_login and not self.is_invited else "info"

    @cached_property
    def grants(self) -> Grants:
        """The rights of the mandates that run today; read once a request."""
        if not self.is_active:
            return Grants()
        running = self.mandates.held_on(clock.today())
        return Grants.of(running.values_list("role", "kind", "code", "within"))

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The tokens that the user holds; read once a request."""
        own = {audiences.PUBLIC, audiences.person(self.pk), *self.grants.tokens}
        if not self.is_active:
            return frozenset(own)
        today = clock.today()
        running = self.memberships.running_between(today, today).exclude(organisation__siren="")
        sirens = running.values_list("organisation__siren", flat=True)
        return frozenset({*own, *map(audiences.body, sirens)})


class Organisation(models.Model):
    """A body that takes part in the programme (organisme), known by its SIREN when it has one."""

    name = models.CharField("nom", max_length=200)
    name_key = models.CharField("nom cherché", max_length=200, editable=False)
    siren = models.CharField("SIREN", max_length=9, blank=True)

    class Meta:
        verbose_name = "organisme"
        ordering = ["name_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                condition=~Q(siren=""),
                name="organisation_siren_once",
                violation_error_message="Un autre organisme a déjà ce SIREN.",
            ),
            # Two bodies may have one name: their SIREN tell them apart.
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(siren=""),
                name="organisation_name_once_without_siren",
                violation_error_message=(
                    "Un autre organisme sans SIREN porte déjà ce nom\u00a0: donnez un SIREN."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.name_key = fold(self.name)


class RunningQuerySet(models.QuerySet):
    """Rows that run from `starts_on` to `ends_on`, both included; null: no last day is known."""

    def running_between(self, first: date, last: date | None) -> Self:
        """Those that run on one of these days at least; without a last one, from the first on."""
        running = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        return running if last is None else running.filter(starts_on__lte=last)


class Membership(models.Model):
    """A person belongs to a body, from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    # The establishment, when it is known.
    siret = models.CharField("SIRET", max_length=14, blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("dernier jour", null=True, blank=True)

    objects = RunningQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance à un organisme"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "starts_on"],
                name="membership_once",
                violation_error_message=(
                    "Cette personne appartient déjà à cet organisme à ces dates."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message="Le dernier jour précède le premier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"


class MandateQuerySet(RunningQuerySet):
    def held_on(self, day: date) -> Self:
        """The mandates that run on a day, first and last days included."""
        return self.held_between(day, day)

    def held_between(self, first: date, last: date | None) -> Self:
        """Those that run on one of these days at least; without a last one, from the first on."""
        return self.running_between(first, last).filter(cancelled_at__isnull=True)

    def visible_to(self, user) -> Self:
        """The mandates on places where the user manages people; all of them over the nation."""
        grants = grants_of(user)
        if grants.nation(MANAGE):
            return self
        places = Territory.objects.filter(grants.territories_q(MANAGE)).values("place")
        return self.filter(
            Q(kind=Kind.TERRITORY, code__in=places)
            | Q(kind=Kind.REGION, code__in=grants.regions(MANAGE))
        )

    def on(self, place: Territory | Region | None) -> Self:
        """The mandates on a place; None is the nation."""
        kind, code = key_of(place)
        return self.filter(kind=kind, code=code)


def key_of(place: Territory | Region | None) -> tuple[Kind, str]:
    """The kind and the code under which mandates bear on a place; None is the nation."""
    if isinstance(place, Territory):
        return Kind.TERRITORY, place.place
    return (Kind.REGION, place.pk) if place else (Kind.NATION, "")


class Mandate(models.Model):
    """A person has a role on a place, from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="mandates"
    )
    # The database lists neither roles nor kinds: rules say which go together.
    role = models.CharField("rôle", max_length=24)
    kind = models.CharField("nature du lieu", max_length=10)
    # Empty for the nation, the code of a region, the `place` of a territory.
    code = models.CharField("code du lieu", max_length=24, blank=True)
    # "kind:identifier" of the one subject to which the role is limited; empty: the whole place.
    within = models.CharField("limité à", max_length=100, blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    # When a mandate given by mistake was taken back: it then counts as if it had never run.
    cancelled_at = models.DateTimeField("repris le", null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.NATION, code="")
                | ~Q(kind__in=["", Kind.NATION]) & ~Q(code=""),
                name="mandate_kind_and_code_go_together",
                violation_error_message=(
                    "Un mandat porte sur la nation, ou sur un lieu dont le code est donné."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "kind", "code", "within", "starts_on"],
                condition=Q(cancelled_at__isnull=True),
                name="mandate_once",
                violation_error_message="Cette personne a déjà ce mandat à ces dates.",
            ),
            models.CheckConstraint(
                condition=~Q(role=""),
                name="mandate_has_a_role",
                violation_error_message="Un mandat a un rôle.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_it_starts",
                violation_error_message="La fin du mandat précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_label} – {self.place or 'France'}"

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    @cached_property
    def place(self) -> Territory | Region | None:
        """The place of the mandate, None for the nation; `queries.with_places` reads many."""
        match self.kind:
            case Kind.TERRITORY:
                return Territory.objects.get(place=self.code)
            case Kind.REGION:
                return Region.objects.get(pk=self.code)
        return None


class Visit(models.Model):
    """When a person came to follow plans for the last time, and the time before: pages tell what
    moved since. The ledger says nothing of it."""

    person = models.OneToOneField(User, models.CASCADE, related_name="visit")
    latest_at = models.DateTimeField("dernière visite")
    previous_at = models.DateTimeField("visite précédente", null=True)

    class Meta:
        verbose_name = "visite"

    def __str__(self) -> str:
        return f"visite de {self.person}"

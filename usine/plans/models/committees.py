"""The committees that follow a plan: when, who, what about."""

from __future__ import annotations

from datetime import date, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from usine.files.models import Document
from usine.geography.clocks import PARIS_TIME, LocalTime, local_time
from usine.geography.models import Region
from usine.people.access import grants_of
from usine.people.models import Organisation
from usine.territories.models import Territory
from usine.territories.places import outside
from usine.values import clock
from usine.values.formats import FIXED, format_day
from usine.values.text import fold

from ..committee_states import CommitteeState
from ..rights import READ

_TONES = {
    CommitteeState.PLANNED: "info",
    CommitteeState.MET: "success",
    CommitteeState.CANCELLED: "",
}
_KINDS = ("Comité de projet", "Comité régional", "Comité national")


def place_of(territory: Territory | None, region: Region | None) -> str:
    """Where a subject lies: a territory, a region, or nowhere for the nation."""
    if territory:
        return territory.place
    return outside(region.pk) if region else ""


def hour_of(starts_at: time) -> str:
    """14 h, 9 h 30."""
    minutes = f"{FIXED}{starts_at.minute:02}" if starts_at.minute else ""
    return f"{starts_at.hour}{FIXED}h{minutes}"


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, user) -> Self:
        """Those of the plans that a mandate of the user covers whole, and those that follow it with
        others: a territory comes to those of its region, a region to those of the nation."""
        grants = grants_of(user)
        if grants.nation(READ):
            return self
        covered = Territory.objects.filter(grants.territories_q(READ))
        regions = grants.regions(READ)
        own = Q(territory__in=covered) | Q(region__in=regions)
        own |= Q(region__in=covered.values("lead_region"))
        return self.filter(own | Q(territory=None, region=None) if regions else own)


class Committee(models.Model):
    """A meeting that follows the plan of a territory, those of a region or all of them."""

    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("nom", max_length=100)
    # The name without accents and case, by which those of one day are told apart.
    folded = models.CharField(max_length=300, blank=True, editable=False)
    on: models.DateField[date, date] = models.DateField("date")
    starts_at: models.TimeField[time | None, time | None] = models.TimeField(
        "heure", null=True, blank=True
    )
    venue = models.CharField("lieu", max_length=200, blank=True)
    agenda = models.TextField("ordre du jour", max_length=5_000, blank=True)
    # What the territory says in its own words, at the head of the file of the committee.
    foreword = models.TextField("mot d’ouverture", max_length=5_000, blank=True)
    state = models.CharField(
        "état", max_length=9, choices=CommitteeState, default=CommitteeState.PLANNED
    )
    minutes = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte rendu",
    )
    # Counts the changes, so that the second of two writers does not overwrite the first.
    version = models.PositiveIntegerField("version", default=1)
    created_at = models.DateTimeField("créé le", default=clock.now)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = "comité"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                F("on"),
                F("folded"),
                Coalesce(F("territory"), Value(0)),
                Coalesce(F("region"), Value("")),
                condition=~Q(state="cancelled"),
                name="committee_once_a_day",
                violation_error_message="Un comité de ce nom est déjà prévu ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(territory__isnull=True) | Q(region__isnull=True),
                name="committee_of_one_plan",
                violation_error_message="Un comité suit un seul plan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} du {format_day(self.on)}"

    def get_absolute_url(self) -> str:
        return reverse("plans:committee", args=[self.pk])

    def clean(self) -> None:
        self.folded = fold(self.name)[:300] or self.name

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"committee:{self.pk}"

    @property
    def place(self) -> str:
        """Where it lies, as subjects do."""
        return place_of(self.territory, self.region)

    @property
    def of(self) -> str:
        """What it follows: a territory, a region, the nation."""
        return str(self.territory or self.region or "France entière")

    @property
    def opening_words(self) -> str:
        """The title of its foreword: whose words these are."""
        if self.territory_id:
            return "Le mot du territoire"
        return "Le mot de la région" if self.region_id else "Le mot de l’équipe nationale"

    @property
    def hour(self) -> str:
        """14 h; 9 h 30, heure de la Guadeloupe; empty when it is not known."""
        if self.starts_at is None:
            return ""
        return ", ".join(filter(None, (hour_of(self.starts_at), self.whose_hour)))

    @property
    def whose_hour(self) -> str:
        """ "heure de la Guadeloupe"; empty where everybody has that of Paris."""
        is_of_place = self.territory_id or self.region_id
        is_clear = is_of_place and self.local_time == PARIS_TIME
        return "" if is_clear else self.local_time.label

    @property
    def local_time(self) -> LocalTime:
        """The clocks by which it meets: those of its place."""
        if self.territory:
            return local_time(self.territory.lead_region_id)
        return local_time(self.region_id or "")

    @property
    def is_overdue(self) -> bool:
        """Whether its day is past, and nobody said whether it met."""
        return self.state == CommitteeState.PLANNED and self.on < clock.today()

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to meet, on a day to come."""
        return self.state == CommitteeState.PLANNED and self.on > clock.today()

    @property
    def only_prepared(self) -> bool:
        """Whether its decisions are not taken: it is ahead, or never met."""
        return self.is_ahead or self.state == CommitteeState.CANCELLED

    @property
    def standing(self) -> str:
        """Its state, as pages tell it."""
        return "Passé, à déclarer tenu" if self.is_overdue else str(self.get_state_display())

    @property
    def state_tone(self) -> str:
        return "warning" if self.is_overdue else _TONES[CommitteeState(self.state)]

    @property
    def kind_label(self) -> str:
        return _KINDS[0 if self.territory_id else 1 if self.region_id else 2]

    @property
    def standing_minutes(self) -> Document | None:
        """Its minutes, unless the document was withdrawn."""
        return self.minutes if self.minutes and self.minutes.withdrawn_at is None else None


class CommitteeMember(models.Model):
    """Who is invited to a committee: a name as it was written, and the account or the body that it
    names when the platform knows one."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="members")
    name = models.CharField("nom", max_length=200)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "membre d’un comité"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "name"],
                name="committee_member_once",
                violation_error_message="Ce membre est déjà là.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names_body(self) -> bool:
        """Whether the name that was written is that of the body."""
        return self.body is not None and fold(self.body.name) in fold(self.name)


class CommitteeDecision(models.Model):
    """What a committee decided; whoever acts on it is asked to (room `asks`)."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="decisions")
    # What a wider committee asks of one of its territories, or of its regions: they alone read it,
    # with whoever covers the whole.
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("texte", max_length=2_000)
    at = models.DateTimeField("prise le", default=clock.now)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "décision d’un comité"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="decision_says_something",
                violation_error_message="Écrivez la décision.",
            ),
            models.CheckConstraint(
                condition=Q(territory__isnull=True) | Q(region__isnull=True),
                name="decision_of_one_place",
                violation_error_message="Une décision concerne un seul lieu.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.committee.get_absolute_url()}#decision-{self.pk}"

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"decision:{self.pk}"

    @property
    def place(self) -> str:
        """Where it lies: what it is asked of, else where its committee does."""
        return place_of(self.territory, self.region) or self.committee.place

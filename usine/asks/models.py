"""What is asked of somebody about a subject, by a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from usine.geography.models import Region
from usine.pages.links import Link
from usine.people.models import Organisation
from usine.people.reach import reached
from usine.people.roles import Kind
from usine.subjects.models import Subject
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import paris_day

from . import kinds
from .addressing import Addressee, addressed
from .states import WAITING, AskState

ASKED_ALREADY = "C’est déjà demandé, et attendu."


class AskQuerySet(models.QuerySet["Ask"]):
    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)

    def asked_of(self, user) -> Self:
        """What is asked of a person, who still sees the subject and may answer."""
        if not user.is_authenticated:
            return self.none()
        pairs = [(kind.may_answer, kind.code) for kind in kinds.kinds()]
        return self.filter(addressed(user), _opened(user, pairs), subject__in=_seen(user))

    def asked_by(self, user) -> Self:
        """What a person asked, who still sees the subject and may ask."""
        if not user.is_authenticated:
            return self.none()
        pairs = [(kind.may_ask, kind.code) for kind in kinds.kinds()]
        return self.filter(_opened(user, pairs), by=user, subject__in=_seen(user))

    def followed_by(self, user) -> Self:
        """What a person asked, and what others asked where they may ask the same: the kinds that
        are `is_followed`."""
        mine = self.asked_by(user)
        if not user.is_authenticated:
            return mine
        pairs = [(kind.may_ask, kind.code) for kind in kinds.kinds() if kind.is_followed]
        others = self.filter(_opened(user, pairs), subject__in=_seen(user))
        return self.filter(Q(pk__in=mine.values("pk")) | Q(pk__in=others.values("pk")))

    def visible_to(self, user) -> Self:
        """Those of either side."""
        both = [self.asked_of(user), self.asked_by(user)]
        return self.filter(Q(pk__in=both[0].values("pk")) | Q(pk__in=both[1].values("pk")))


def _opened(user, pairs) -> Q:
    opened = Q(pk__in=[])
    for right, codes in kinds.by_right(pairs).items():
        opened |= Q(kind__in=codes) & reached(right, user)
    return opened


def _seen(user):
    return Subject.objects.visible_to(user).values("pk")


class Ask(models.Model):
    """Something that a person asks of a person, of a body, or of who holds a role on a place."""

    kind = models.CharField("nature", max_length=40)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    # What of its subject it concerns, as its kind names it ("blockage:12").
    matter = models.CharField("objet", max_length=40, blank=True)
    text = models.TextField("message")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    # As those of a mandate: the database lists neither roles nor kinds.
    role = models.CharField("rôle", max_length=24, blank=True)
    place_kind = models.CharField("nature du lieu", max_length=10, blank=True)
    place_code = models.CharField("code du lieu", max_length=24, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("demandée le", default=clock.now)
    due_on = models.DateField("attendue pour le")
    state = models.CharField("état", max_length=10, choices=AskState.choices, default=AskState.OPEN)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField("réponse", max_length=24, blank=True)
    # Those of the answer, or why it was declined.
    words = models.TextField("mots de la réponse", blank=True)
    values = models.JSONField("valeurs", default=dict, blank=True, encoder=DjangoJSONEncoder)
    # The ask that somebody passed on, and that this one goes on with.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    # How many steps of its ladder were reminded of, and when anybody last was.
    rung = models.PositiveSmallIntegerField("rappels", default=0)
    reminded_at = models.DateTimeField("rappelée le", null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["subject"], name="ask_of_subject"),
            models.Index(fields=["by", "state"], name="ask_of_asker"),
            models.Index(fields=["place_code", "place_kind", "state"], name="ask_of_role"),
            models.Index(fields=["due_on"], condition=Q(state__in=WAITING), name="ask_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, body__isnull=True, role="", place_kind="")
                | Q(person__isnull=True, body__isnull=False, role="", place_kind="")
                | Q(person__isnull=True, body__isnull=True) & ~Q(role="") & ~Q(place_kind=""),
                name="ask_of_one",
                violation_error_message="Demandez à une personne, à un organisme ou à un rôle.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="ask_says_something",
                violation_error_message="Dites ce que vous demandez.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, closed_at__isnull=True)
                | ~Q(state__in=WAITING) & Q(closed_at__isnull=False),
                name="ask_is_closed_on_a_day",
                violation_error_message="Une demande close a une date de clôture.",
            ),
            models.CheckConstraint(
                condition=Q(state=AskState.ANSWERED) & ~Q(outcome="")
                | ~Q(state=AskState.ANSWERED) & Q(outcome=""),
                name="ask_answer_has_an_outcome",
                violation_error_message="Une réponse dit laquelle.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["kind", "subject", *columns],
                    condition=Q(state__in=WAITING) & asked,
                    name=f"ask_once_of_{name}",
                    violation_error_message=ASKED_ALREADY,
                )
                for name, columns, asked in (
                    ("person", ["person"], Q(person__isnull=False)),
                    ("body", ["body"], Q(body__isnull=False)),
                    ("role", ["role", "place_kind", "place_code"], ~Q(role="")),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """Its name in the ledger."""
        return f"ask:{self.pk}"

    @property
    def part(self) -> str:
        """Where pages show it."""
        return f"demande-{self.pk}"

    @property
    def label(self) -> str:
        """What is asked; a kind that its room no longer declares keeps its code."""
        kind = kinds.kind_of(self.kind)
        return kind.label if kind else self.kind

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def asked_on(self) -> date:
        """The day on which it was asked, in Paris."""
        return paris_day(self.at)

    @property
    def told_on(self) -> date:
        """The last day on which those of whom it is asked were told of it, in Paris."""
        return paris_day(self.reminded_at or self.at)

    @property
    def may_be_reminded(self) -> bool:
        """Whether nobody told them of it today."""
        return self.is_waiting and self.told_on < clock.today()

    @property
    def outcome_label(self) -> str:
        kind = kinds.kind_of(self.kind)
        outcome = kind.outcome(self.outcome) if kind else None
        return outcome.label if outcome else self.outcome

    @property
    def matter_told(self) -> Sequence[tuple[str, str]]:
        """What of its subject it concerns, under its labels."""
        kind = kinds.kind_of(self.kind)
        return kind.tell_matter(self) if kind else ()

    @property
    def work(self) -> Link | None:
        """The page where one does what is asked."""
        kind = kinds.kind_of(self.kind)
        return kind.work(self) if kind else None

    @cached_property
    def place(self) -> Territory | Region | None:
        """The place of the role that is asked; `queries.with_places` reads many."""
        match self.place_kind:
            case Kind.TERRITORY:
                return Territory.objects.get(place=self.place_code)
            case Kind.REGION:
                return Region.objects.get(pk=self.place_code)
        return None

    @property
    def to(self) -> Addressee:
        return Addressee(
            person=self.person,
            body=self.body,
            role=self.role,
            place_kind=self.place_kind,
            place_code=self.place_code,
            place_name=str(self.place or ""),
        )

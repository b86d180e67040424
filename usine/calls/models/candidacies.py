"""Candidacies, what each sent, and the states that it went through."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from usine.files.models import Document
from usine.geography.models import Commune
from usine.people.access import Grants, grants_of
from usine.people.models import Organisation
from usine.subjects.models import Subject
from usine.territories.models import Territory
from usine.territories.places import outside
from usine.values import clock
from usine.values.rights import Right

from ..format.model import CallFile
from ..rights import APPLY, APPROVE, INSTRUCT
from ..states import UNSENT, CandidacyState, DecisionOutcome, told
from .calls import Call, CallVersion

S = CandidacyState
ROUND_MAX = 40


class Origin(models.TextChoices):
    ONLINE = "online", "en ligne"
    MAIL = "mail", "reçue par courriel"
    RECORD = "record", "décision passée, saisie"


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def visible_to(self, user) -> Self:
        """Those that are filled in here, for the team of their territory; those that the national
        team enters, for the national team; those that were sent, for those who instruct them, and
        those who approve what is decided of them."""
        grants = grants_of(user)
        seen = Q(origin=Origin.ONLINE, territory__place__in=sorted(grants.territories(APPLY)))
        if grants.nation(APPLY):
            seen |= ~Q(origin=Origin.ONLINE)
        return self.filter(seen | _sent_within(grants, INSTRUCT) | _sent_within(grants, APPROVE))

    def instructed_by(self, user) -> Self:
        """Those that were sent, of the régions and the calls that a user instructs."""
        return self.filter(_sent_within(grants_of(user), INSTRUCT))

    def approved_by(self, user) -> Self:
        """Likewise, those on which a user approves what is decided."""
        return self.filter(_sent_within(grants_of(user), APPROVE))


def _sent_within(grants: Grants, right: Right) -> Q:
    """A mandate bears on every call, or on the one that it names."""
    reach = Q(pk__in=[])
    for subject in {"", *(each.within for each in grants.holdings if each.role in right.roles)}:
        here = grants.within(subject)
        of_call = Q(call=subject.partition(":")[2]) if subject else ~Q(pk__in=[])
        nation = here.nation(right)
        of_place = of_call if nation else of_call & Q(region__in=sorted(here.regions(right)))
        reach |= of_place
    return reach & Q(submitted_at__isnull=False)


class Candidacy(models.Model):
    """What a body asks of a call, by the answers to its form. Columns that follow from the answers
    (`title`, `commune`, `region`, `siret`, `asked`, `investment`) are for lists and figures."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="candidacies")
    version = models.ForeignKey(CallVersion, models.PROTECT, related_name="+")
    # The code of the window in which it was started.
    round = models.CharField("période", max_length=ROUND_MAX)
    number = models.PositiveIntegerField("numéro")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    siret = models.CharField("SIRET", max_length=14, blank=True)
    # The action or the territory that it is for.
    about = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField("titre", max_length=300)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    # The code of the région that instructs it: that of the commune, else of the territory.
    region = models.CharField("région instructrice", max_length=3, blank=True)
    state = models.CharField("état", max_length=12, choices=S, default=S.DRAFT)
    state_since = models.DateTimeField("dans cet état depuis", default=clock.now)
    # That of the decision that was released last.
    outcome = models.CharField(
        "décision publiée", max_length=8, choices=DecisionOutcome, blank=True
    )
    # {key of a field: plain JSON}, as `calls.forms` gives them.
    answers: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "réponses", default=dict, blank=True
    )
    # {key: where its answer comes from}, as long as nobody typed another.
    prefilled: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        "réponses reprises", default=dict, blank=True
    )
    # What is looked for in lists, folded.
    search_text = models.TextField(editable=False, default="")
    # How many times its answers were written.
    lock = models.PositiveIntegerField("écritures", default=0)
    # In cents.
    asked = models.BigIntegerField("montant demandé", null=True, blank=True)
    investment = models.BigIntegerField("coût total", null=True, blank=True)
    origin = models.CharField("origine", max_length=6, choices=Origin, default=Origin.ONLINE)
    # Made while its call is tried: it counts nowhere.
    is_test = models.BooleanField("à l’essai", default=False)
    # When the letter was received, of one that came by mail.
    received_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "reçue le", null=True, blank=True
    )
    shared_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "partagée le", null=True, blank=True
    )
    submitted_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "déposée le", null=True, blank=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("créée le", default=clock.now)

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-state_since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="candidacy_number_once",
                violation_error_message="Une autre candidature a pris ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["call", "round", "body", "about"],
                condition=Q(state=S.DRAFT),
                name="candidacy_one_draft",
                violation_error_message="Un brouillon est déjà ouvert pour cet organisme.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*UNSENT, S.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="candidacy_sent_with_its_date",
                violation_error_message="Une candidature instruite a été déposée.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNSENT) | Q(submitted_at__isnull=True),
                name="candidacy_unsent_without_date",
                violation_error_message="Un brouillon n’est pas déposé.",
            ),
            models.CheckConstraint(
                condition=Q(origin="mail", received_at__isnull=False)
                | (~Q(origin="mail") & Q(received_at__isnull=True)),
                name="candidacy_mail_with_its_date",
                violation_error_message="Un dossier reçu par courriel a sa date de réception.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calls:candidacy", args=[self.pk])

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"candidacy:{self.pk}"

    @property
    def told_state(self) -> CandidacyState:
        """Its state as those who neither instruct nor approve it know it."""
        return told(CandidacyState(self.state), self.outcome)

    @property
    def reference(self) -> str:
        """Its name in letters: PORTES-OUVERTES-2025-0012."""
        return f"{self.call_id}-{self.number:04}".upper()

    @property
    def place(self) -> str:
        """Where the ledger counts it: in its territory, else in its région, else in the nation."""
        if self.territory:
            return self.territory.place
        return outside(self.region) if self.region else ""

    @property
    def is_draft(self) -> bool:
        return self.state == S.DRAFT

    @property
    def reads_new_version(self) -> bool:
        """Whether a version came since that its draft was not told of."""
        return self.is_draft and self.version_id != self.call.version_id

    @property
    def file(self) -> CallFile:
        """What it answers: a draft the version of today, what was sent that of its day."""
        return ((self.is_draft and self.call.version) or self.version).file


class Submission(models.Model):
    """What a candidacy sent, for ever: `content` is canonical JSON of its answers, its documents
    by their digests and its version; `digest` the SHA-256 of that."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="submissions")
    rank = models.PositiveIntegerField("rang")
    version = models.ForeignKey(CallVersion, models.PROTECT, related_name="+")
    content = models.TextField("contenu")
    digest = models.CharField("empreinte", max_length=64)
    # In cents, as its answers say.
    asked = models.BigIntegerField("montant demandé", null=True, blank=True)
    at = models.DateTimeField("reçu le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: models.Manager[Submission] = models.Manager()

    class Meta:
        verbose_name = "dépôt"
        ordering = ["candidacy", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "rank"],
                name="submission_once",
                violation_error_message="Ce dossier vient d’être déposé.",
            )
        ]

    def __str__(self) -> str:
        return f"dépôt {self.rank} de {self.candidacy_id}"

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"submission:{self.pk}"


class Passage(models.Model):
    """A candidacy came to a state."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="passages")
    state = models.CharField("état", max_length=12, choices=S)
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField("motif", blank=True)

    objects: models.Manager[Passage] = models.Manager()

    class Meta:
        verbose_name = "passage à un état"
        ordering = ["candidacy", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.candidacy_id}, {self.state}"


class AskedDocument(models.Model):
    """A document that was given for one that the call asks, by its code."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="documents")
    code = models.CharField("pièce", max_length=40)
    document = models.OneToOneField(Document, models.CASCADE, related_name="+")

    objects: models.Manager[AskedDocument] = models.Manager()

    class Meta:
        verbose_name = "pièce d’une candidature"
        ordering = ["candidacy", "pk"]

    def __str__(self) -> str:
        return f"{self.code} de {self.candidacy_id}"

"""Events (what happened), entries (what it changed in the figures) and closings (running totals).

Nothing here is overwritten: `usine.ledger.triggers` makes the database itself refuse it.
"""

import json

from django.db import models

DIMENSIONS = ("place", "axis", "state", "scheme", "funder", "year")


class Event(models.Model):
    """The voucher: who did what to which subject, sealed together with all that came before."""

    number = models.BigIntegerField("numéro", primary_key=True)
    verb = models.CharField("verbe", max_length=60)
    subject = models.CharField("objet", max_length=60)
    # An identifier only: what is personal lives in the payload, which may be erased.
    actor_id = models.BigIntegerField("auteur", null=True)
    recorded_at = models.DateTimeField("enregistré le", db_index=True)
    # Of the list of its payloads: each subject with the digest of what was recorded about it.
    payloads_digest = models.CharField("empreinte des contenus", max_length=64)
    # The seal of the event before, and that of the entries which it posted.
    previous_seal = models.CharField("sceau précédent", max_length=64)
    entries_seal = models.CharField("sceau des écritures précédentes", max_length=64)
    seal = models.CharField("sceau", max_length=64, unique=True)

    class Meta:
        verbose_name = "événement"
        ordering = ["number"]
        indexes = [models.Index(fields=["subject", "number"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"

    @property
    def payload(self) -> dict | None:
        """What it recorded about its own subject; None once erased."""
        return self.payload_about(self.subject)

    def payload_about(self, subject: str) -> dict | None:
        """What it recorded about a subject; None once erased. Raises DoesNotExist without any."""
        return self.payloads.get(subject=subject).decoded


class Payload(models.Model):
    """What an event says of one subject, as canonical JSON; null once erased by law."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="payloads", db_index=False)
    subject = models.CharField("objet", max_length=60)
    # Of the content as it was recorded: the event's seal covers it, an erasure leaves it.
    digest = models.CharField("empreinte", max_length=64)
    content = models.TextField("contenu", null=True)

    class Meta:
        verbose_name = "contenu d’un événement"
        ordering = ["event", "subject"]
        indexes = [models.Index(fields=["subject", "event"], name="payload_of_subject")]
        constraints = [
            models.UniqueConstraint(fields=["event", "subject"], name="payload_once_a_subject")
        ]

    def __str__(self) -> str:
        return f"contenu de {self.event_id} sur {self.subject}"

    @property
    def decoded(self) -> dict | None:
        """What was recorded, or what an erasure left of it; None when it left nothing."""
        return None if self.content is None else json.loads(self.content)


class Account(models.Model):
    """A cell that amounts are posted to: one measure under one set of dimensions.

    Its identifier is drawn from what it is, so that the same account has the same one everywhere,
    even when the transaction that first opened it was rolled back.
    """

    id = models.BigIntegerField("identifiant", primary_key=True)
    measure = models.CharField("mesure", max_length=40)
    place = models.CharField("lieu", max_length=24, blank=True)
    axis = models.CharField("axe", max_length=24, blank=True)
    state = models.CharField("état", max_length=24, blank=True)
    scheme = models.CharField("dispositif", max_length=24, blank=True)
    funder = models.CharField("financeur", max_length=24, blank=True)
    year = models.CharField("exercice", max_length=24, blank=True)
    rank = models.PositiveIntegerField("rang dans les clôtures de la mesure")
    # Digest of the accounts of this measure up to this one.
    seal = models.CharField("sceau", max_length=64)

    class Meta:
        verbose_name = "compte"
        ordering = ["measure", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["measure", *DIMENSIONS], name="account_once"),
            models.UniqueConstraint(fields=["measure", "rank"], name="account_rank_once"),
        ]

    def __str__(self) -> str:
        return "/".join((self.measure, *(getattr(self, name) for name in DIMENSIONS)))


class Entry(models.Model):
    """The line: by how much a subject moves an account, and from which day on.

    `amount` is a whole number in the measure's smallest unit (1 action, cents, m²).
    Foreign keys are proved by `verify`, not by the database: checking them one line at a time
    doubles the time of a large import.
    """

    event = models.ForeignKey(
        Event, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    account = models.ForeignKey(
        Account, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    subject = models.CharField("objet", max_length=60)
    effective_on = models.DateField("date d’effet")
    amount = models.BigIntegerField("montant")

    class Meta:
        verbose_name = "écriture"
        ordering = ["id"]
        indexes = [
            # Declared here: `db_index` would add a second one for patterns on PostgreSQL.
            models.Index(fields=["subject"], name="entry_of_subject"),
            models.Index(fields=["event"], name="entry_of_event"),
            models.Index(fields=["account", "effective_on"], name="entry_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.effective_on} {self.amount:+d}"


class Grain(models.TextChoices):
    """What a closing stretches over."""

    YEAR = "year", "année"
    MONTH = "month", "mois"
    DAY = "day", "jour"


class Closing(models.Model):
    """By how much the accounts of a measure moved within a day, a month or a year.

    `closings.pack` says what `moves` holds. A closing is of one volume of the register (the run of
    events that begins with event `volume`), or of all of them (0): what is known now.
    """

    volume = models.BigIntegerField("premier événement du volume, 0 pour tous")
    measure = models.CharField("mesure", max_length=40)
    grain = models.CharField("durée", max_length=5, choices=Grain)
    start = models.DateField("premier jour")
    moves = models.BinaryField("mouvements")

    class Meta:
        verbose_name = "clôture"
        ordering = ["volume", "measure", "grain", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["volume", "measure", "grain", "start"], name="closing_once"
            )
        ]

    def __str__(self) -> str:
        period = {Grain.DAY: "%d/%m/%Y", Grain.MONTH: "%m/%Y", Grain.YEAR: "%Y"}[Grain(self.grain)]
        volume = f", volume {self.volume}" if self.volume else ""
        return f"{self.measure}, {self.start.strftime(period)}{volume}"


class Head(models.Model):
    """The one row that writers hold while they add to the chain: its latest event."""

    # The key itself: each event gives the row another one, so that, in a long transaction too,
    # PostgreSQL finds it without going through all that it was before.
    number = models.BigIntegerField("numéro du dernier événement", primary_key=True, default=0)
    recorded_at = models.DateTimeField("enregistré le", null=True)
    seal = models.CharField("sceau du dernier événement", max_length=64, blank=True)
    entries_seal = models.CharField("sceau de ses écritures", max_length=64, blank=True)
    # The volume that is being filled: its first event, and how many entries it has.
    volume = models.BigIntegerField("premier événement du volume ouvert", default=1)
    entries = models.BigIntegerField("écritures du volume ouvert", default=0)

    class Meta:
        verbose_name = "tête de chaîne"
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"événement {self.number}"

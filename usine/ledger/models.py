"""Events (what happened), entries (what they changed in the figures), closings (sums of entries).

Nothing recorded is ever overwritten: the triggers of `usine.ledger.triggers` refuse it.
"""

import json

from django.db import models

DIMENSIONS = ("place", "axis", "state", "scheme", "funder", "year")


class Event(models.Model):
    """The voucher: who did what to which subject, sealed together with all that came before."""

    number = models.BigIntegerField("numéro", primary_key=True)
    verb = models.CharField("verbe", max_length=60)
    subject = models.CharField("objet", max_length=60)
    # An identifier only: personal data lives in payloads, which may be erased.
    actor_id = models.BigIntegerField("auteur", null=True)
    recorded_at = models.DateTimeField("enregistré le", db_index=True)
    # The digest of the list of payloads: each subject with the digest of its content.
    payloads_digest = models.CharField("empreinte des contenus", max_length=64)
    # The seal of the previous event, and the seal of the entries that it posted.
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
        """What the event recorded about its own subject; None once erased."""
        return self.payload_about(self.subject)

    def payload_about(self, subject: str) -> dict | None:
        """What the event recorded about a subject; None once erased. May raise DoesNotExist."""
        return self.payloads.get(subject=subject).decoded


class Payload(models.Model):
    """What an event says of one subject, as canonical JSON; null once erased by law."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="payloads", db_index=False)
    subject = models.CharField("objet", max_length=60)
    # The digest of the content as recorded: the event's seal covers it, no erasure changes it.
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
        """The content, or what an erasure left of it; None when nothing is left."""
        return None if self.content is None else json.loads(self.content)


class Account(models.Model):
    """A cell that amounts are posted to: one measure under one set of dimensions.

    Its identifier is computed from the measure and the dimensions: an account opened again after
    its first transaction was rolled back gets the same identifier.
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
    """By how much a subject moves an account, and from which day on.

    `amount` is a whole number in the measure's smallest unit (1 action, cents, m²).
    `verify`, not the database, proves the foreign keys: a check for each entry would double the
    time of a large import.
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
    """The period that a closing covers."""

    YEAR = "year", "année"
    MONTH = "month", "mois"
    DAY = "day", "jour"


class Closing(models.Model):
    """By how much the accounts of a measure moved within a day, a month or a year.

    `closings.pack` writes `moves`. A closing covers one volume of the register (the run of events
    that begins with event `volume`), or all of them (0): what is known now.
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
    """The latest event of the chain, in the one row that writers lock while they add to it."""

    # The number is the primary key, so each event moves the row to a new index entry. With a fixed
    # key, a long transaction would make PostgreSQL walk every dead version of the row.
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

"""What is asked to be corrected of candidacies."""

from __future__ import annotations

from django.db import models

from usine.asks.models import Ask

from ..states import CandidacyState
from .candidacies import Candidacy


class AskedCorrection(models.Model):
    """A candidacy was returned: the answers and documents that may change until it is sent again.
    Its ask has the words and the day."""

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="corrections")
    ask = models.OneToOneField(Ask, models.PROTECT, related_name="+")
    # Keys of fields, codes of documents.
    fields: models.JSONField[list[str], list[str]] = models.JSONField(
        "champs", default=list, blank=True
    )
    documents: models.JSONField[list[str], list[str]] = models.JSONField(
        "pièces", default=list, blank=True
    )
    # Its state before, where it goes back when nothing is to correct any more.
    came_from = models.CharField("état d’avant", max_length=12, choices=CandidacyState)

    objects: models.Manager[AskedCorrection] = models.Manager()

    class Meta:
        verbose_name = "demande de correction"
        ordering = ["candidacy", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(fields=[], documents=[]),
                name="correction_of_something",
                violation_error_message="Choisissez ce qui est à corriger.",
            )
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} de {self.candidacy_id}"

"""What pages themselves keep: the forms that were sent, so that none acts twice."""

from django.db import models


class Posted(models.Model):
    """A form that was sent: its act is under way until `location`, where its answer leads, is set.

    `claimed_at` is when whoever acts for it began: it changes hands with it.
    """

    key = models.CharField("clé", max_length=64, primary_key=True)
    claimed_at = models.DateTimeField("pris en charge le", db_index=True)
    location = models.TextField("adresse de la réponse", blank=True)

    class Meta:
        verbose_name = "formulaire envoyé"

    def __str__(self) -> str:
        return self.key

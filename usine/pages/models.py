"""The forms that were sent, so that none acts twice."""

from django.db import models


class Posted(models.Model):
    """A form that was sent. The act is under way until `location`, the address of its answer, is
    set.

    `claimed_at` is the moment when a request began to act; a request that takes over renews it.
    """

    key = models.CharField("clé", max_length=64, primary_key=True)
    claimed_at = models.DateTimeField("pris en charge le", db_index=True)
    location = models.TextField("adresse de la réponse", blank=True)

    class Meta:
        verbose_name = "formulaire envoyé"

    def __str__(self) -> str:
        return self.key

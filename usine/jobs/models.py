"""The tables beside the queue of jobs: used keys, and schedules."""

from django.db import models


class JobKey(models.Model):
    """A key under which a job was enqueued: no other job may use it."""

    key = models.CharField("clé", max_length=200, primary_key=True)
    given_at = models.DateTimeField("donné le")

    class Meta:
        verbose_name = "clé d’un travail"

    def __str__(self) -> str:
        return self.key


class Schedule(models.Model):
    """The next due time and the last run of a declared schedule; workers lock the row."""

    code = models.CharField("code", max_length=100, primary_key=True)
    due_at = models.DateTimeField("prochaine échéance")
    ran_at = models.DateTimeField("dernière exécution", null=True, editable=False)
    outcome = models.TextField("résultat", blank=True, editable=False)

    class Meta:
        verbose_name = "travail à heure fixe"

    def __str__(self) -> str:
        return self.code

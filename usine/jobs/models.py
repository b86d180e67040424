"""What is kept of background work beside its queue: the keys already used, the schedules."""

from django.db import models


class JobKey(models.Model):
    """A job given under this key: asked again, it is not done again."""

    key = models.CharField("clé", max_length=200, primary_key=True)
    given_at = models.DateTimeField("donné le")

    class Meta:
        verbose_name = "clé d’un travail"

    def __str__(self) -> str:
        return self.key


class Schedule(models.Model):
    """Where a declared schedule has come to; workers take its due times one by one."""

    code = models.CharField("code", max_length=100, primary_key=True)
    due_at = models.DateTimeField("prochaine échéance")
    ran_at = models.DateTimeField("dernière exécution", null=True, editable=False)
    outcome = models.TextField("résultat", blank=True, editable=False)

    class Meta:
        verbose_name = "travail à heure fixe"

    def __str__(self) -> str:
        return self.code

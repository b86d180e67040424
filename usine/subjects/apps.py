from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from . import trigrams


class SubjectsConfig(AppConfig):
    name = "usine.subjects"

    def ready(self) -> None:
        post_migrate.connect(_index, sender=self)


def _index(using: str, **signal: Any) -> None:
    trigrams.install(connections[using])

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "usine.territories"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started

        from usine.ledger.sources import register
        from usine.subjects import sources
        from usine.territories import calendar
        from usine.territories.queries import timelines

        from . import subjects

        register("territory", timelines)
        sources.register("territory", subjects.entries)
        request_started.connect(calendar.begin)
        request_finished.connect(calendar.end)

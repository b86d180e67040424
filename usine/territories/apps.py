from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "usine.territories"

    def ready(self) -> None:
        from usine.ledger.sources import register
        from usine.subjects import sources
        from usine.territories.queries import timelines

        from . import subjects

        register("territory", timelines)
        sources.register("territory", subjects.entries)

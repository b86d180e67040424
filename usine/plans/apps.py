from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "usine.plans"

    def ready(self) -> None:
        from usine.ledger.sources import register
        from usine.subjects import sources

        from . import subjects, timelines

        register("action", timelines.timelines)
        sources.register("action", subjects.entries)

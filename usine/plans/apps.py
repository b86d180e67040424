from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "usine.plans"

    def ready(self) -> None:
        from usine.ledger.measures import declare
        from usine.ledger.sources import register
        from usine.subjects import sources

        from . import measures, subjects

        declare(measures.ACTIONS)
        register("action", measures.timelines)
        sources.register("action", subjects.entries)

from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "usine.territories"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started

        from usine.ledger import erasers, history
        from usine.ledger.measures import declare
        from usine.ledger.sources import register
        from usine.subjects import sources
        from usine.territories import calendar

        from . import measures, proof, subjects
        from .history import PRESENTERS

        declare(measures.TERRITORIES)
        declare(measures.RELABELLED)
        erasers.register("period", erasers.without("reason"))
        erasers.register("sector", erasers.without())
        history.register(PRESENTERS)
        register("territory", measures.timelines)
        proof.register_columns()
        sources.register("territory", subjects.listings)
        request_started.connect(calendar.begin)
        request_finished.connect(calendar.end)

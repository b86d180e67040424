from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "usine.plans"

    def ready(self) -> None:
        from usine.ledger import erasers, history
        from usine.ledger.measures import declare
        from usine.ledger.sources import register
        from usine.people import forgetting
        from usine.subjects import sources

        from . import measures, proof, subjects, words
        from .history import PRESENTERS

        declare(measures.ACTIONS)
        declare(measures.BUDGETS)
        for kind in ("action", "territory"):
            erasers.register(kind, erasers.without(*words.FREE))
        forgetting.register(words.forget)
        history.register(PRESENTERS)
        register("action", measures.timelines)
        proof.register_columns()
        sources.register("action", subjects.listings)

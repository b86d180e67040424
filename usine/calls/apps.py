from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "usine.calls"

    def ready(self) -> None:
        from usine.ledger import history
        from usine.plans import panels
        from usine.subjects import sources

        from . import proof, subjects
        from .history import PRESENTERS
        from .panel import PANEL

        history.register(PRESENTERS)
        proof.register_columns()
        panels.register(PANEL)
        sources.register("call", subjects.listings)

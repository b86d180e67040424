from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "usine.calls"

    def ready(self) -> None:
        from usine.ledger import history
        from usine.subjects import sources

        from . import proof, subjects
        from .history import PRESENTERS

        history.register(PRESENTERS)
        proof.register_columns()
        sources.register("call", subjects.listings)

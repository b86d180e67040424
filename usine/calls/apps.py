from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "usine.calls"

    def ready(self) -> None:
        from usine.ledger import history

        from . import proof
        from .history import PRESENTERS

        history.register(PRESENTERS)
        proof.register_columns()

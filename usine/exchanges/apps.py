from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "usine.exchanges"

    def ready(self) -> None:
        from usine.ledger import history
        from usine.notices import kinds as notices
        from usine.people import forgetting

        from . import kinds, words
        from .history import PRESENTERS

        forgetting.register(words.forget)
        history.register(PRESENTERS)
        notices.register(kinds.MENTIONED)

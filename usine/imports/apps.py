from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "usine.imports"

    def ready(self) -> None:
        from usine.ledger import erasers, history
        from usine.people import forgetting
        from usine.plans.words import FREE

        from . import words
        from .history import PRESENTERS

        erasers.register("import", erasers.without(*FREE))
        forgetting.register(words.forget)
        history.register(PRESENTERS)

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "usine.files"

    def ready(self) -> None:
        from usine.ledger import history
        from usine.people import forgetting

        from . import words
        from .history import PRESENTERS

        forgetting.register(words.forget)
        history.register(PRESENTERS)

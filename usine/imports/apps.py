from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "usine.imports"

    def ready(self) -> None:
        from usine.ledger import erasers
        from usine.people import forgetting
        from usine.plans.words import FREE

        from . import words

        erasers.register("import", erasers.without("file", *FREE))
        forgetting.register(words.forget)

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "usine.people"

    def ready(self) -> None:
        from usine.ledger.sources import register

        from . import queries

        register("mandate", queries.timelines)

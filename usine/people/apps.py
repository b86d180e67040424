from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "usine.people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from usine.ledger.sources import register

        from . import middleware, queries

        register("mandate", queries.timelines)
        user_logged_in.connect(middleware.prolong)

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "usine.people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from usine.ledger.measures import declare
        from usine.ledger.sources import register

        from . import measures, middleware

        declare(measures.MANDATES)
        register("mandate", measures.timelines)
        user_logged_in.connect(middleware.prolong)

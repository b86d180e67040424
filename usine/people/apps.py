from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "usine.people"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from usine.ledger import erasers, history
        from usine.ledger.measures import declare
        from usine.ledger.sources import register

        from . import forgetting, measures, middleware, proof, visits
        from .history import PRESENTERS

        declare(measures.MANDATES)
        history.register(PRESENTERS)
        register("mandate", measures.timelines)
        proof.register_columns()
        erasers.register("user", erasers.without("email", "first_name", "last_name"))
        erasers.register("mandate", erasers.without("reason"))
        erasers.register("membership", erasers.without("reason"))
        for kind in ("organisation", "people"):
            erasers.register(kind, erasers.without())
        forgetting.register(forgetting.forget_attempts)
        forgetting.register(visits.forget)
        user_logged_in.connect(middleware.prolong)

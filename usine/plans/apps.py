from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "usine.plans"

    def ready(self) -> None:
        from usine.ledger.sources import register

        from . import timelines

        register("action", timelines.timelines)

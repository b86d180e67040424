from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "usine.territories"

    def ready(self) -> None:
        from usine.ledger.sources import register
        from usine.territories.queries import timelines

        register("territory", timelines)

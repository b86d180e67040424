from django.apps import AppConfig


class AsksConfig(AppConfig):
    name = "usine.asks"

    def ready(self) -> None:
        from usine.ledger import erasers, history
        from usine.notices import kinds as notices
        from usine.people import backends, forgetting, leaving

        from . import entrusting, handing, queries, telling, words
        from .history import PRESENTERS

        backends.load_with(queries.HAS_WAITING, queries.has_waiting())
        erasers.register("ask", erasers.without(*words.FREE))
        forgetting.register(words.forget)
        history.register(PRESENTERS)
        leaving.hands_over(handing.HANDED)
        leaving.hands_over(entrusting.ENTRUSTED)
        for kind in (*telling.KINDS, entrusting.ENTRUSTED_TO_ME):
            notices.register(kind)

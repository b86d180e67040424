from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "usine.notices"

    def ready(self) -> None:
        from usine.people import backends, forgetting

        from . import queries, words

        backends.load_with(queries.HAS_UNREAD, queries.has_unread())
        forgetting.register(words.forget)

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "usine.calls"

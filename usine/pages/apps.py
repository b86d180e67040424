from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "usine.pages"

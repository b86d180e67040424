"""Addresses of imports, under that of a territory's plan; names are those of the room."""

from django.urls import path

from .views import answers, decisions, journey

app_name = "imports"

urlpatterns = [
    path("import/", journey.receive, name="receive"),
    path("imports/", journey.imports, name="imports"),
    path("imports/<int:pk>/", journey.page, name="import"),
    path("imports/<int:pk>/colonnes/", answers.understand, name="understand"),
    path("imports/<int:pk>/colonnes/oublier/", answers.forget_columns, name="forget_columns"),
    path("imports/retenus/", answers.forget_meanings, name="forget_meanings"),
    path("imports/<int:pk>/saisies/", answers.settle, name="settle"),
    path("imports/<int:pk>/valeurs/", answers.give_value, name="give_value"),
    path("imports/<int:pk>/retirer/", answers.retract, name="retract"),
    path("imports/<int:pk>/reponses/", answers.answer, name="answer"),
    path("imports/<int:pk>/lignes/", answers.set_aside, name="set_aside"),
    path("imports/<int:pk>/trancher/", decisions.decide, name="decide"),
    path("imports/<int:pk>/appliquer/", journey.submit, name="submit"),
    path("imports/<int:pk>/abandonner/", journey.abandon, name="abandon"),
    path("imports/<int:pk>/annuler/", journey.submit_undo, name="submit_undo"),
    path("imports/<int:pk>/relancer/", journey.restart, name="restart"),
    path("imports/<int:pk>/lignes-refusees.xlsx", journey.rejected_rows, name="rejected_rows"),
]

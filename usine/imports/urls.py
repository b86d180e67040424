"""Addresses of imports, under that of a territory's plan; names are those of the room."""

from django.urls import path

from . import views

app_name = "imports"

urlpatterns = [
    path("import/", views.receive, name="receive"),
    path("imports/", views.imports, name="imports"),
    path("imports/<int:pk>/", views.page, name="import"),
    path("imports/<int:pk>/colonnes/", views.understand, name="understand"),
    path("imports/<int:pk>/colonnes/oublier/", views.forget_columns, name="forget_columns"),
    path("imports/retenus/", views.forget_meanings, name="forget_meanings"),
    path("imports/<int:pk>/mots/", views.settle_words, name="settle_words"),
    path("imports/<int:pk>/cellules/", views.correct_cells, name="correct_cells"),
    path("imports/<int:pk>/reponses/", views.answer, name="answer"),
    path("imports/<int:pk>/lignes/", views.set_aside, name="set_aside"),
    path("imports/<int:pk>/appliquer/", views.submit, name="submit"),
    path("imports/<int:pk>/abandonner/", views.abandon, name="abandon"),
    path("imports/<int:pk>/annuler/", views.submit_undo, name="submit_undo"),
    path("imports/<int:pk>/relancer/", views.restart, name="restart"),
    path("imports/<int:pk>/lignes-refusees.xlsx", views.rejected_rows, name="rejected_rows"),
]

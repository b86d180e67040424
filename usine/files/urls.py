from django.urls import path

from . import views

app_name = "files"

urlpatterns = [
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/retirer/", views.withdraw, name="withdraw"),
    path("documents/<int:pk>/remettre/", views.put_back, name="put_back"),
    path("documents/<str:subject>/ajouter/", views.attach, name="attach"),
]

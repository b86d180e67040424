from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("notifications/", views.notices, name="notices"),
    path("notifications/<int:pk>/", views.open_notice, name="open"),
    path("notifications/lues/", views.read_all, name="read_all"),
    path("notifications/preferences/", views.preferences, name="preferences"),
    path("notifications/desabonnement/<str:token>/", views.unsubscribe, name="unsubscribe"),
]

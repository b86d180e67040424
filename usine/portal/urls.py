from django.urls import path

from . import landing, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("arrivee/", landing.landing, name="landing"),
    path("recherche/", views.search, name="search"),
    path("recherche/suggestions/", views.suggestions, name="suggestions"),
    path("territoires/", views.territories, name="territories"),
    path("territoires.csv", views.territories_csv, name="territories_csv"),
    path("territoires/<slug:slug>/", views.territory, name="territory"),
    path("plan-du-site/", views.site_map, name="site_map"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]

from django.urls import path

from . import desk_views, glance_views, guides, landing, periods, sectors, settings, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("arrivee/", landing.landing, name="landing"),
    path("recherche/", views.search, name="search"),
    path("recherche/suggestions/", views.suggestions, name="suggestions"),
    path("territoires/", views.territories, name="territories"),
    path("territoires.csv", views.territories_csv, name="territories_csv"),
    path("suivi/france/", desk_views.national_desk, name="national_desk"),
    path(
        "suivi/france/export.<slug:kind>",
        desk_views.national_desk_export,
        name="national_desk_export",
    ),
    path("regions/<slug:slug>/suivi/", desk_views.region_desk, name="region_desk"),
    path(
        "regions/<slug:slug>/suivi/export.<slug:kind>",
        desk_views.region_desk_export,
        name="region_desk_export",
    ),
    path("territoires/<slug:slug>/suivi/", glance_views.territory_desk, name="territory_desk"),
    path("territoires/<slug:slug>/", views.territory, name="territory"),
    path("reglages/", settings.index, name="settings"),
    path("reglages/periodes/", periods.period_list, name="periods"),
    path("reglages/periodes/ouvrir/", periods.open_period, name="open_period"),
    path("reglages/periodes/<str:code>/", periods.change_period, name="change_period"),
    path("reglages/periodes/<str:code>/axes/ajouter/", periods.add_axis, name="add_axis"),
    path("reglages/axes/<int:pk>/", periods.change_axis, name="change_axis"),
    path("reglages/axes/<int:pk>/retirer/", periods.remove_axis, name="remove_axis"),
    path("reglages/filieres/", sectors.sector_list, name="sectors"),
    path("reglages/filieres/ajouter/", sectors.add_sector, name="add_sector"),
    path("reglages/filieres/<slug:code>/", sectors.change_sector, name="change_sector"),
    path("reglages/filieres/<slug:code>/retirer/", sectors.remove_sector, name="remove_sector"),
    path("reglages/filieres/<slug:code>/reprendre/", sectors.restore_sector, name="restore_sector"),
    path("aide/", guides.guides, name="guides"),
    path("aide/<slug:slug>/", guides.guide, name="guide"),
    path("plan-du-site/", views.site_map, name="site_map"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]

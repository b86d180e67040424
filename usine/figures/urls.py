from django.urls import path

from . import views

app_name = "figures"

urlpatterns = [
    path("bilan/", views.bilan, name="bilan"),
    path("bilan/export.<slug:kind>", views.bilan_export, name="bilan_export"),
    path("bilan/region/<slug:slug>/", views.region, name="region"),
    path("bilan/region/<slug:slug>/export.<slug:kind>", views.region_export, name="region_export"),
    path("bilan/territoire/<slug:slug>/", views.territory, name="territory"),
    path(
        "bilan/territoire/<slug:slug>/export.<slug:kind>",
        views.territory_export,
        name="territory_export",
    ),
    path("bilan/preuves/", views.evidence, name="evidence"),
    path("bilan/preuves/export.csv", views.evidence_export, name="evidence_export"),
]

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from . import views

app_name = "figures"

# Where the plan of a region lets one guess that its page is.
region_page = RedirectView.as_view(
    pattern_name="figures:region",
    permanent=True,
    query_string=True,
    http_method_names=["get", "head"],
)

urlpatterns = [
    path("bilan/", views.bilan, name="bilan"),
    path("bilan/export.<slug:kind>", views.bilan_export, name="bilan_export"),
    path("bilan/region/<slug:slug>/", views.region, name="region"),
    path("regions/<slug:slug>/", login_not_required(region_page), name="region_page"),
    path("bilan/region/<slug:slug>/export.<slug:kind>", views.region_export, name="region_export"),
    path("bilan/territoire/<slug:slug>/", views.territory, name="territory"),
    path(
        "bilan/territoire/<slug:slug>/export.<slug:kind>",
        views.territory_export,
        name="territory_export",
    ),
    path("bilan/registre/", views.ledger, name="ledger"),
    path("bilan/preuves/", views.evidence, name="evidence"),
    path("bilan/preuves/export.csv", views.evidence_export, name="evidence_export"),
]

"""Addresses of the bilans: those of a territory or of a région lie under its own address."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from . import views

app_name = "figures"


def pages(place: str, kind: str) -> list[URLPattern]:
    """The bilan of a kind of scope, its files and its evidence, named for the kind."""
    of = {"kind": kind}
    return [
        path(f"{place}bilan/", views.bilan, of, name=kind),
        path(f"{place}bilan/export.<slug:file>", views.export, of, name=f"{kind}_export"),
        path(f"{place}bilan/preuves/", views.evidence, of, name=f"{kind}_evidence"),
        path(
            f"{place}bilan/preuves/export.csv",
            views.evidence_export,
            of,
            name=f"{kind}_evidence_export",
        ),
    ]


def moved(address: str, page: str, name: str) -> URLPattern:
    """A redirection from a former address, or from one that users may guess."""
    view = RedirectView.as_view(
        pattern_name=f"figures:{page}",
        permanent=True,
        query_string=True,
        http_method_names=["get", "head"],
    )
    return path(address, login_not_required(view), name=name)


urlpatterns = [
    *pages("", "nation"),
    *pages("regions/<slug:slug>/", "region"),
    *pages("territoires/<slug:slug>/", "territory"),
    # The address of a region's plan suggests this one.
    moved("regions/<slug:slug>/", "region", "region_page"),
    moved("bilan/region/<slug:slug>/", "region", "old_region"),
    moved("bilan/region/<slug:slug>/export.<slug:file>", "region_export", "old_region_export"),
    moved("bilan/territoire/<slug:slug>/", "territory", "old_territory"),
    moved(
        "bilan/territoire/<slug:slug>/export.<slug:file>",
        "territory_export",
        "old_territory_export",
    ),
    path("bilan/registre/", views.ledger, name="ledger"),
]

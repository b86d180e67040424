"""Every address of the site, in French."""

from django.urls import include, path

urlpatterns = [
    path("", include("usine.people.urls")),
    path("", include("usine.notices.urls")),
    path("", include("usine.files.urls")),
    path("", include("usine.asks.urls")),
    path("", include("usine.plans.urls")),
    path("", include("usine.calls.urls")),
    path("territoires/<slug:slug>/plan/", include("usine.imports.urls")),
    path("", include("usine.figures.urls")),
    path("", include("usine.portal.urls")),
]

handler400 = "usine.portal.errors.bad_request"
handler500 = "usine.portal.errors.server_error"

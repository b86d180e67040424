"""Every address of the site, in French."""

urlpatterns: list = []

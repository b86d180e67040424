from django.urls import path

from . import views

app_name = "asks"

urlpatterns = [
    path("a-faire/", views.to_do, name="to_do"),
    path("a-faire/j-ai-demande/", views.mine, name="mine"),
    path("a-faire/termine/", views.done, name="done"),
    path("a-faire/territoires/<slug:slug>/", views.of_territory, name="of_territory"),
    path("a-faire/regions/<slug:slug>/", views.of_region, name="of_region"),
    path("a-faire/demander/<str:code>/<str:keys>/", views.new, name="new"),
    path("a-faire/<int:pk>/", views.ask, name="ask"),
    path("a-faire/<int:pk>/decliner/", views.decline, name="decline"),
    path("a-faire/<int:pk>/passer/", views.redirect_ask, name="redirect"),
    path("a-faire/<int:pk>/reprendre/", views.resume, name="resume"),
    path("a-faire/<int:pk>/rappeler/", views.remind, name="remind"),
    path("a-faire/<int:pk>/retirer/", views.withdraw, name="withdraw"),
    path("a-faire/<int:pk>/remettre/", views.restore, name="restore"),
    path("a-faire/lot/<int:event>/retirer/", views.withdraw_many, name="withdraw_many"),
]

from django.urls import path, register_converter

from .kinds import JourneyConverter
from .views import (
    action,
    cells,
    chosen,
    confirming,
    corrections,
    details,
    feeds,
    notes,
    pasting,
    place,
    plan,
    putting_back,
    saved,
    steps,
)

app_name = "plans"
register_converter(JourneyConverter, "details")

urlpatterns = [
    path("mes-plans/", plan.mine, name="mine"),
    path("plans/", plan.national_plan, name="national_plan"),
    path("plans/export.<slug:kind>", plan.national_export, name="national_export"),
    path("plans/vues/", saved.national_views, name="national_views"),
    path("regions/<slug:slug>/plan/vues/", saved.region_views, name="region_views"),
    path("territoires/<slug:slug>/plan/vues/", saved.territory_views, name="territory_views"),
    path("plans/agendas/", feeds.national_feeds, name="national_feeds"),
    path("regions/<slug:slug>/plan/agendas/", feeds.region_feeds, name="region_feeds"),
    path("territoires/<slug:slug>/plan/agendas/", feeds.territory_feeds, name="territory_feeds"),
    path("agendas/<int:pk>/revoquer/", feeds.revoke_feed, name="revoke_feed"),
    # Whatever follows, even mistyped, is a secret that logs leave out.
    path("agenda/<path:token>", feeds.feed, name="feed"),
    path("vues/<int:pk>/renommer/", saved.rename_view, name="rename_view"),
    path("vues/<int:pk>/supprimer/", saved.remove_view, name="remove_view"),
    path("vues/<int:pk>/supprimer/annuler/", saved.restore_view, name="restore_view"),
    path("regions/<slug:slug>/plan/", plan.region_plan, name="region_plan"),
    path("regions/<slug:slug>/plan/export.<slug:kind>", plan.region_export, name="region_export"),
    path("territoires/<slug:slug>/plan/", plan.territory_plan, name="territory_plan"),
    path(
        "territoires/<slug:slug>/plan/export.<slug:kind>",
        plan.territory_export,
        name="territory_export",
    ),
    path("territoires/<slug:slug>/plan/confirmer/", confirming.confirm_plan, name="confirm_plan"),
    path("territoires/<slug:slug>/plan/lignes/", chosen.change_chosen, name="change_chosen"),
    path(
        "territoires/<slug:slug>/plan/lignes/<int:event>/annuler/",
        chosen.undo_chosen,
        name="undo_chosen",
    ),
    path("territoires/<slug:slug>/plan/lignes/coller/", pasting.paste, name="paste"),
    path("territoires/<slug:slug>/plan/lignes/etape/", pasting.step_chosen, name="step_chosen"),
    path(
        "territoires/<slug:slug>/plan/lignes/export.xlsx",
        chosen.download_chosen,
        name="download_chosen",
    ),
    path("territoires/<slug:slug>/plan/ajouter/", action.create, name="create"),
    path("actions/<int:pk>/", action.action, name="action"),
    path("actions/<int:pk>/modifier/", action.change, name="change"),
    path("actions/<int:pk>/cellule/<slug:key>/", cells.cell, name="cell"),
    path("actions/<int:pk>/changement/<int:event>/annuler/", cells.undo_change, name="undo_change"),
    path("actions/<int:pk>/etape/", steps.step, name="step"),
    path("actions/<int:pk>/etape/<int:event>/annuler/", steps.undo_step, name="undo_step"),
    path("actions/<int:pk>/statuts/ajouter/", corrections.insert_status, name="insert_status"),
    path(
        "actions/<int:pk>/statuts/<int:change_pk>/",
        corrections.correct_status,
        name="correct_status",
    ),
    path(
        "actions/<int:pk>/budgets/<int:budget_pk>/",
        corrections.correct_budget,
        name="correct_budget",
    ),
    path(
        "actions/<int:pk>/montants/<int:amount_pk>/",
        corrections.correct_amount,
        name="correct_amount",
    ),
    path(
        "actions/<int:pk>/valeurs/<int:value_pk>/",
        corrections.correct_value,
        name="correct_value",
    ),
    path(
        "actions/<int:pk>/blocages/<int:blockage_pk>/",
        corrections.correct_blockage,
        name="correct_blockage",
    ),
    path("actions/<int:pk>/lieu/", place.locate, name="locate"),
    path("actions/<int:pk>/blocage/", details.block, name="block"),
    path("actions/<int:pk>/blocage/lever/", details.lift_block, name="lift_block"),
    path("actions/<int:pk>/<details:journey>/ajouter/", details.add_detail, name="add_detail"),
    path(
        "actions/<int:pk>/<details:journey>/<int:detail>/",
        details.change_detail,
        name="change_detail",
    ),
    path(
        "actions/<int:pk>/<details:journey>/<int:detail>/retirer/",
        details.remove_detail,
        name="remove_detail",
    ),
    path(
        "actions/<int:pk>/<details:journey>/<int:detail>/retirer/annuler/",
        putting_back.put_back,
        name="put_back",
    ),
    path("actions/<int:pk>/etapes/<int:detail>/faite/", details.mark_step, name="mark_step"),
    path("actions/<int:pk>/notes/ajouter/", notes.add_note, name="add_note"),
    path("actions/<int:pk>/confirmer/", action.confirm, name="confirm"),
    path("actions/<int:pk>/retirer/", action.withdraw, name="withdraw"),
    path("actions/<int:pk>/retablir/", action.reinstate, name="reinstate"),
]

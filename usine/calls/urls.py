from django.urls import path

from .views import (
    answering,
    candidacies,
    drafts,
    instruction,
    managing,
    prospects,
    public,
    sending,
    simulator,
)

app_name = "calls"

urlpatterns = [
    path("appels/", public.calls, name="calls"),
    path("appels/gestion/", managing.calls, name="managed"),
    path("appels/gestion/importer/", managing.import_call, name="import"),
    path("appels/gestion/<slug:code>/", managing.call, name="managed_call"),
    path("appels/gestion/<slug:code>/brouillon/", drafts.draft, name="draft"),
    path(
        "appels/gestion/<slug:code>/brouillon/presentation/",
        drafts.draft_header,
        name="draft_header",
    ),
    path(
        "appels/gestion/<slug:code>/brouillon/parametres/",
        drafts.draft_parameters,
        name="draft_parameters",
    ),
    path("appels/gestion/<slug:code>/brouillon/ouvrir/", drafts.begin_draft, name="begin_draft"),
    path("appels/gestion/<slug:code>/brouillon/publier/", drafts.publish, name="publish"),
    path("appels/gestion/<slug:code>/brouillon/abandonner/", drafts.discard, name="discard"),
    path("appels/gestion/<slug:code>/copier/", managing.copy_call, name="copy"),
    path("appels/gestion/<slug:code>/etape/<slug:verb>/", managing.step_call, name="step"),
    path("appels/gestion/<slug:code>/versions/<int:number>/", managing.version, name="version"),
    path(
        "appels/gestion/<slug:code>/versions/<int:number>/fichier/",
        managing.version_file,
        name="version_file",
    ),
    path(
        "appels/gestion/<slug:code>/versions/<int:number>/apercu/",
        managing.preview,
        name="preview",
    ),
    path("instruction/", instruction.inbox, name="inbox"),
    path("candidatures/<int:pk>/etape/<slug:verb>/", instruction.step, name="candidacy_step"),
    path("candidatures/", candidacies.mine, name="candidacies"),
    path("candidatures/<int:pk>/", candidacies.candidacy, name="candidacy"),
    path("candidatures/<int:pk>/formulaire/<slug:code>/", answering.section, name="section"),
    path("candidatures/<int:pk>/pieces/", answering.documents, name="documents"),
    path("candidatures/<int:pk>/copier/", answering.copy_answers, name="copy_answers"),
    path("candidatures/<int:pk>/version/", answering.take_version, name="take_version"),
    path("candidatures/<int:pk>/verifier/", sending.check, name="check"),
    path("candidatures/<int:pk>/deposer/", sending.submit, name="submit"),
    path("candidatures/<int:pk>/retirer/", sending.withdraw, name="withdraw"),
    path("candidatures/<int:pk>/recu/", sending.receipt, name="receipt"),
    path("candidatures/<int:pk>/recu.pdf", sending.receipt_pdf, name="receipt_pdf"),
    path("candidatures/<int:pk>/recu.json", sending.receipt_content, name="receipt_content"),
    path("appels/<slug:code>/candidater/", candidacies.start, name="start"),
    path("appels/<slug:code>/", public.call, name="call"),
    path("appels/<slug:code>/candidats-possibles/", prospects.prospect_list, name="prospects"),
    path(
        "appels/<slug:code>/candidats-possibles/export.<slug:kind>",
        prospects.prospects_export,
        name="prospects_export",
    ),
    path("appels/<slug:code>/simulateur/", simulator.simulator, name="simulator"),
]

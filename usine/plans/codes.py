"""The codes of what an action sheet holds, each with its label; codes never change."""

FUNDERS = [
    ("etat", "État"),
    ("region", "Région"),
    ("departement", "Département"),
    ("epci", "Intercommunalité ou commune"),
    ("europe", "Europe"),
    ("operateur", "Opérateur public"),
    ("entreprise", "Entreprise"),
    ("autre", "Autre"),
]

TAXES = [("ht", "Hors taxes"), ("ttc", "Toutes taxes comprises")]

STAGES = [("asked", "demandé"), ("granted", "accordé"), ("paid", "versé")]
"""The amounts of a financing that the ledger counts; what is planned stays in the plan."""

PLANNED = ("planned", "prévu")

RESULT_CODES = [
    ("jobs_created", "Emplois créés"),
    ("jobs_kept", "Emplois maintenus"),
    ("plants", "Sites industriels créés ou agrandis"),
    ("people_trained", "Personnes formées"),
    ("hectares", "Hectares reconvertis"),
    ("co2", "Tonnes de CO₂ évitées par an"),
]

SIDES = [("target", "visé"), ("measured", "constaté")]

BLOCKERS = [
    ("land", "Foncier"),
    ("skills", "Compétences"),
    ("funding", "Financement"),
    ("regulation", "Réglementaire"),
    ("energy", "Énergie et réseaux"),
    ("governance", "Gouvernance"),
    ("supplier", "Fournisseur"),
    ("other", "Autre"),
]

LINK_KINDS = [("depends_on", "Dépend de"), ("same_project", "Même projet que")]

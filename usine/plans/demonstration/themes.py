"""What the actions of the demonstration are about: words of the field, nobody's project.

`{c}` is "de" and a commune of the territory, `{f}` "de" and one of its industries.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from usine.plans.blocking import Blocked


class Theme(NamedTuple):
    title: str
    leads: str  # letters of LEADS
    budget: tuple[int, int]  # k€
    months: tuple[int, int]  # how long it lasts


# With "de": what a territory makes.
INDUSTRIES = (
    "de la plasturgie", "de l’agroalimentaire", "de la mécanique de précision",
    "de la filière bois", "du textile technique", "de la chimie fine", "de l’aéronautique",
    "de la métallurgie", "de la céramique", "du papier-carton", "de la cosmétique",
    "de l’électronique", "de la construction navale", "de l’automobile",
    "des équipements énergétiques", "du ferroviaire", "des dispositifs médicaux",
    "de l’emballage", "de la maroquinerie", "des matériaux biosourcés", "de la fonderie",
    "du verre", "du machinisme agricole", "de la robinetterie industrielle",
)  # fmt: skip

THEMES: Mapping[str, Sequence[Theme]] = {
    "transition": [
        Theme("Récupérer la chaleur fatale des usines {c}", "EM", (250, 6500), (18, 40)),
        Theme("Réseau de chaleur de la zone à la ville {c}", "M", (900, 9000), (24, 48)),
        Theme("Diagnostics énergie des entreprises {f}", "CM", (40, 220), (8, 18)),
        Theme("Décarboner les procédés {f}", "EU", (300, 7500), (18, 36)),
        Theme("Boucle d’écologie industrielle de la zone {c}", "MA", (60, 350), (12, 30)),
        Theme("Ombrières solaires sur les parkings industriels {c}", "EM", (350, 3200), (10, 24)),
        Theme("Plateforme de tri et de valorisation des rebuts {f}", "EA", (400, 4200), (16, 36)),
        Theme("Réemploi des emballages {f}", "EA", (80, 900), (10, 24)),
        Theme("Sobriété en eau des sites {f}", "EM", (120, 2400), (12, 30)),
        Theme("Réutiliser les eaux traitées de la station {c}", "M", (300, 3800), (18, 36)),
        Theme("Plan de mobilité des salariés de la zone {c}", "MA", (30, 180), (8, 20)),
        Theme("Report du fret vers le rail au départ {c}", "MR", (200, 5200), (18, 48)),
        Theme("Atelier commun de réparation pour les entreprises {f}", "AE", (120, 1100), (12, 28)),
        Theme("Écoconception des produits {f}", "CU", (50, 420), (10, 24)),
        Theme("Contrat de chaleur renouvelable autour {c}", "M", (150, 1800), (18, 36)),
        Theme("Électrifier les procédés {f}", "E", (600, 8800), (18, 40)),
        Theme("Bilan carbone partagé des donneurs d’ordre {f}", "CA", (35, 160), (6, 16)),
        Theme("Filière locale de recyclage des matières {f}", "EA", (250, 5400), (18, 40)),
        Theme("Station de carburants bas carbone pour camions {c}", "EM", (700, 4600), (16, 36)),
        Theme("Biomasse locale pour la chaufferie industrielle {c}", "EM", (800, 7200), (20, 40)),
    ],
    "innovation": [
        Theme("Plateau technique partagé au service {f}", "UM", (350, 5200), (18, 40)),
        Theme("Démonstrateur de ligne flexible {f}", "EU", (400, 6200), (16, 36)),
        Theme("Accompagner les PME {f} vers l’industrie du futur", "CR", (60, 600), (12, 30)),
        Theme("Tiers-lieu industriel {c}", "MA", (180, 2600), (14, 32)),
        Theme("Concours d’innovation ouverte {f}", "AC", (25, 160), (6, 14)),
        Theme("Cybersécurité des sites {f}", "CA", (40, 320), (8, 20)),
        Theme("Jumeau numérique d’un atelier {f}", "EU", (150, 1900), (12, 28)),
        Theme("Pépinière d’entreprises productives {c}", "M", (500, 5800), (20, 40)),
        Theme("Accueillir des doctorants dans les entreprises {f}", "U", (60, 480), (24, 40)),
        Theme("Halle de prototypage {c}", "MU", (400, 4400), (18, 36)),
        Theme("Intelligence artificielle pour le contrôle qualité {f}", "EU", (90, 1300), (10, 24)),
        Theme("Club des dirigeants innovants {f}", "AC", (15, 90), (12, 36)),
        Theme("Relocaliser des composants {f}", "EC", (200, 5600), (16, 36)),
        Theme("Fabrication additive en commun {f}", "AU", (150, 1600), (12, 28)),
        Theme("Bureau d’études mutualisé {f}", "AE", (90, 700), (12, 30)),
        Theme("Nouveaux matériaux pour les métiers {f}", "UE", (180, 2400), (18, 36)),
        Theme("Diagnostic numérique des ateliers {f}", "CR", (50, 260), (8, 18)),
        Theme("Robotiser les postes pénibles {f}", "E", (180, 2900), (12, 28)),
        Theme("Salon des savoir-faire industriels {c}", "AM", (30, 240), (6, 14)),
        Theme("Fonds d’amorçage des projets {f}", "MR", (300, 3000), (12, 36)),
    ],
    "competences": [
        Theme("École de production {f}", "AE", (400, 4800), (16, 36)),
        Theme("Campus des métiers {f}", "RU", (600, 7800), (20, 44)),
        Theme("Visites d’entreprises pour les collégiens {c}", "AM", (12, 80), (8, 24)),
        Theme("Groupement d’employeurs {f}", "A", (40, 320), (10, 24)),
        Theme("Loger les apprentis et les salariés mobiles {c}", "ML", (350, 5200), (18, 40)),
        Theme("Navette domicile-travail vers la zone {c}", "M", (80, 620), (8, 24)),
        Theme("Gestion territoriale des emplois et compétences {f}", "AF", (50, 380), (12, 30)),
        Theme("Plateau de formation aux gestes {f}", "UA", (180, 2600), (14, 30)),
        Theme("Faire découvrir l’industrie aux demandeurs d’emploi {c}", "F", (20, 140), (6, 18)),
        Theme("Féminiser les métiers {f}", "AF", (18, 130), (8, 24)),
        Theme("Crèche interentreprises de la zone {c}", "ME", (300, 2600), (14, 30)),
        Theme("Passerelles de reconversion vers les métiers {f}", "FR", (60, 480), (10, 24)),
        Theme("Semaine de l’industrie {c}", "AM", (10, 70), (4, 12)),
        Theme("Accueillir les nouveaux salariés {f} et leurs conjoints", "M", (25, 180), (8, 24)),
        Theme("Marque employeur commune {f}", "AC", (30, 220), (8, 20)),
        Theme("Camion des métiers {f}", "AR", (120, 700), (8, 20)),
        Theme("Formation de tuteurs dans les entreprises {f}", "CF", (25, 160), (8, 20)),
        Theme("Licence professionnelle {f}", "U", (120, 900), (16, 30)),
        Theme("Prévenir l’usure professionnelle {f}", "AE", (35, 260), (8, 24)),
        Theme("Transmettre les savoir-faire rares {f}", "AE", (30, 280), (10, 28)),
    ],
    "foncier": [
        Theme("Requalifier la zone d’activités {c}", "M", (400, 6800), (20, 44)),
        Theme("Reconvertir une friche industrielle {c}", "MP", (600, 9500), (24, 48)),
        Theme("Inventaire des friches et locaux vacants autour {c}", "MP", (20, 140), (6, 16)),
        Theme("Village d’entreprises productives {c}", "M", (700, 7400), (20, 42)),
        Theme("Observatoire du foncier économique {c}", "M", (25, 180), (8, 24)),
        Theme("Dépolluer un ancien site {f}", "MP", (350, 6200), (18, 40)),
        Theme("Études préalables d’un site prêt à l’emploi {c}", "MP", (60, 520), (10, 24)),
        Theme("Densifier la zone industrielle {c}", "M", (80, 2200), (14, 36)),
        Theme("Restructurer l’immobilier productif {c}", "ME", (500, 6600), (18, 40)),
        Theme("Desserte routière et très haut débit de la zone {c}", "M", (300, 5200), (16, 36)),
        Theme("Schéma d’accueil des entreprises {f}", "M", (30, 190), (8, 18)),
        Theme("Protéger le foncier industriel {c}", "M", (25, 160), (12, 30)),
        Theme("Hôtel d’activités pour jeunes entreprises {f}", "M", (450, 5200), (18, 36)),
        Theme("Acquérir des réserves foncières autour {c}", "MP", (350, 6400), (14, 36)),
        Theme("Compensation écologique mutualisée des extensions {c}", "MP", (80, 1400), (14, 36)),
        Theme("Halle à louer pour l’extension d’une entreprise {f}", "ME", (500, 5800), (16, 32)),
        Theme("Sécuriser et signaler la zone industrielle {c}", "M", (60, 700), (8, 20)),
        Theme("Rénovation énergétique des ateliers-relais {c}", "M", (250, 3200), (14, 30)),
    ],
}  # fmt: skip

# Who leads, by letter; {m} is a member of the perimeter, {r} the région, {n} a number.
LEADS: Mapping[str, Sequence[str]] = {
    "M": ["{m}"],
    "R": ["Région {r}"],
    "C": ["Chambre de commerce et d’industrie", "Chambre de métiers et de l’artisanat"],
    "U": ["Campus des métiers et des qualifications", "Université", "Centre technique industriel"],
    "F": ["France Travail", "Mission locale", "Opérateur de compétences"],
    "A": ["Association des industriels du territoire", "Groupement d’employeurs", "UIMM"],
    "E": ["Entreprise de démonstration {n}"],
    "L": ["Action Logement", "Office public de l’habitat"],
    "P": ["Établissement public foncier", "Société d’économie mixte d’aménagement"],
}

PARTNERS: Mapping[str, Sequence[str]] = {
    "transition": ["Ademe", "Agence de l’eau", "Banque des Territoires", "Région {r}",
                      "Syndicat d’énergie", "Chambre de commerce et d’industrie", "DREAL"],
    "innovation": ["Bpifrance", "Région {r}", "Pôle de compétitivité", "Université",
                      "Chambre de commerce et d’industrie", "Banque des Territoires"],
    "competences": ["France Travail", "DREETS", "UIMM", "Rectorat", "Région {r}",
                       "Mission locale", "Action Logement", "Opérateur de compétences"],
    "foncier": ["Cerema", "Établissement public foncier", "Banque des Territoires",
                   "Région {r}", "DDTM", "Agence d’urbanisme"],
}  # fmt: skip

AIMS: Mapping[str, Sequence[str]] = {
    "transition": [
        "Réduire d’un quart la consommation d’énergie des sites engagés",
        "Baisser les émissions de gaz à effet de serre sans perdre de capacité de production",
        "Mutualiser les équipements que chaque site ne peut pas financer seul",
        "Sécuriser l’approvisionnement en énergie et en eau des entreprises",
    ],
    "innovation": [
        "Donner aux PME l’accès à des équipements qu’elles ne peuvent pas acquérir seules",
        "Faire travailler ensemble laboratoires, centres techniques et ateliers",
        "Accélérer le passage du prototype à la présérie",
        "Maintenir sur le territoire les fonctions de conception",
    ],
    "competences": [
        "Pourvoir les postes vacants signalés par les entreprises",
        "Faire connaître les métiers industriels aux jeunes et à leurs familles",
        "Former sur place, sur les machines que les entreprises utilisent",
        "Lever les freins du logement, de la garde d’enfants et des déplacements",
    ],
    "foncier": [
        "Offrir des terrains disponibles sans consommer d’espaces naturels",
        "Remettre sur le marché des bâtiments inoccupés depuis plus de cinq ans",
        "Connaître et suivre le foncier économique à l’échelle du territoire",
        "Répondre en moins de six mois aux demandes d’implantation",
    ],
}

MEANS = (
    "Une étude préalable fixe le programme et le plan de financement.",
    "Les entreprises intéressées sont réunies chaque trimestre.",
    "Un comité technique suit l’avancement et rend compte au comité de projet.",
    "Le premier site sert de pilote, les suivants s’inscrivent au fil de l’eau.",
    "L’ingénierie est portée par l’intercommunalité, l’investissement par les entreprises.",
    "Les résultats attendus et leurs indicateurs sont arrêtés avec les financeurs.",
)

COMMENTS = (
    "Plan de financement à boucler avec les partenaires.",
    "Marché d’études notifié, premiers résultats attendus.",
    "Deux entreprises supplémentaires souhaitent rejoindre l’action.",
    "Calendrier décalé d’un trimestre, en attente d’un avis technique.",
    "Dossier de subvention complété à la demande du financeur.",
    "Point d’étape présenté au comité de projet, avis favorable.",
    "Recherche d’un nouveau porteur en cours.",
)

WITHDRAWALS = (
    "Regroupée avec une autre action du plan.",
    "Action saisie en double.",
    "Reprise par un autre dispositif, hors du plan d’actions.",
    "Le porteur s’est retiré et aucun relais n’a été trouvé.",
)

CORRECTIONS = (
    "Date rectifiée au vu du compte rendu du comité de projet.",
    "Le procès-verbal de réception porte une autre date.",
    "Saisie tardive\u00a0: le financeur avait notifié sa décision plus tôt.",
    "Erreur de saisie signalée par le porteur.",
)

STEPS = (
    "Étude préalable",
    "Plan de financement arrêté",
    "Consultation des entreprises",
    "Travaux ou mise en œuvre",
    "Bilan avec les partenaires",
)

# For each axis, a shared result and the bounds of its target.
RESULTS: Mapping[str, Sequence[tuple[str, int, int]]] = {
    "transition": [("co2", 80, 4_000), ("jobs_kept", 5, 120)],
    "innovation": [("jobs_created", 2, 60), ("plants", 1, 3)],
    "competences": [("people_trained", 8, 240), ("jobs_created", 2, 40)],
    "foncier": [("hectares", 1, 30), ("plants", 1, 4)],
}

# What blocks an action, and in which words.
BLOCKAGES = (
    Blocked("land", "Le propriétaire du terrain n’a pas encore répondu."),
    Blocked("skills", "Le poste de conducteur de travaux reste à pourvoir."),
    Blocked("funding", "Le plan de financement n’est pas bouclé."),
    Blocked("regulation", "L’autorisation environnementale est attendue."),
    Blocked("energy", "Le raccordement électrique est repoussé."),
    Blocked("governance", "Le nouveau conseil doit confirmer l’action."),
    Blocked("supplier", "Le fournisseur de la ligne a pris du retard."),
)

# Indicators of a territory's own: name, unit, target.
INDICATORS = (
    ("Entreprises rencontrées", "entreprises", "30"),
    ("Visites d’usine", "visites", "12 par an"),
    ("Part des achats locaux", "%", "25 %"),
    ("Délai moyen de réponse", "jours", "15"),
)

# The code of the sector of each industry, in the list that the platform begins with.
SECTORS: Mapping[str, str] = {
    "de l’agroalimentaire": "agroalimentaire",
    "de la filière bois": "bois",
    "du textile technique": "mode",
    "de la chimie fine": "chimie",
    "de l’aéronautique": "aeronautique",
    "de la métallurgie": "metallurgie",
    "de l’électronique": "electronique",
    "de la construction navale": "mer",
    "de l’automobile": "automobile",
    "des équipements énergétiques": "energie",
    "du ferroviaire": "ferroviaire",
    "des dispositifs médicaux": "sante",
    "de la maroquinerie": "mode",
    "des matériaux biosourcés": "chimie",
    "de la fonderie": "metallurgie",
}

RESULTS_EXPECTED = (
    "Un équipement ouvert à toutes les entreprises du territoire.",
    "Des entreprises accompagnées chaque année, et des emplois maintenus.",
    "Un site remis en service, sans artificialisation nouvelle.",
)

TAGS = ("PIA", "investissement", "animation", "étude", "démonstrateur", "à phaser")

"""The closed lists of the format: what a file may name."""

BENEFITS = (
    "territory_label",
    "perimeter_change",
    "site_label",
    "grant",
    "repayable_advance",
    "engineering",
)

SUBJECTS = ("perimeter", "site", "action", "territory")

MODES = ("online", "external")

INSTRUCTED_BY = ("region", "nation")

# As `usine.plans.codes.FUNDERS`; a funder may also be a body, by its SIREN.
FUNDERS = (
    "etat",
    "region",
    "departement",
    "epci",
    "europe",
    "operateur",
    "entreprise",
    "autre",
)

UNITS = ("cents", "basis_points", "count", "days", "date", "codes", "period")
"""Of parameters."""

FACT_UNITS = (
    *("cents", "basis_points", "count", "date", "code", "codes", "yes_no", "text"),
    "aids",
)
"""Aids are what was received, each with its day."""

LIFTS = ("applicant", "territory", "governance", "operator")
"""Who can give a fact that is missing."""

RULE_LIFTS = (*LIFTS, "nobody")
"""Who can make a rule met."""

ANSWER, FACT = "answer:", "fact:"
"""Before the key of a field, the code of a fact."""

# What a fact may be read from, besides "answer:KEY", and the unit that it gives.
SOURCES = {
    "action:budget": "cents",
    "action:axis": "code",
    "action:place": "code",
    "action:start": "date",
    "territory:place": "code",
    "territory:region": "code",
    "territory:departements": "codes",
    "territory:labelled_on": "date",
    "project:commune": "code",
    "project:region": "code",
    "project:departement": "code",
    "body:siren": "code",
    "body:naf": "code",
    "body:category": "code",
    "candidacy:asked": "cents",
    "candidacy:public_aid": "cents",
    "aid:de_minimis": "aids",
    "clock:today": "date",
}

# The kinds of fields, and the units of the facts that each may give.
FIELD_KINDS = {
    "text": ("text",),
    "long_text": ("text",),
    "amount": ("cents",),
    "integer": ("count",),
    "rate": ("basis_points",),
    "date": ("date",),
    "choice": ("code",),
    "choices": ("codes",),
    "yes_no": ("yes_no",),
    "declaration": ("yes_no",),
    "siret": ("code",),
    "commune": ("code",),
    "naf": ("code",),
    "email": (),
    "phone": (),
    "url": (),
    "financing": (),
    "table": ("aids",),
    "territory": ("code",),
    "members": ("codes",),
}

WITH_CHOICES = ("choice", "choices")

WITH_BOUNDS = ("amount", "integer", "rate", "choices", "table", "members")
"""Kinds that take `min` and `max`: of the number, or of how many there are."""

WITH_LENGTH = ("text", "long_text")

COLUMN_KINDS = ("text", "amount", "integer", "rate", "date", "choice", "yes_no")

# What the house reads in the answers, and the kinds of fields that say it.
READ_KINDS = {
    "title": ("text",),
    "asked": ("amount",),
    "investment": ("amount",),
    "public_aid": ("amount",),
    "commune": ("commune",),
    "siret": ("siret",),
    "territory": ("territory",),
    "members": ("members",),
}

ASK_KINDS = ("correction", "agreement", "opinion", "review", "check", "report")

# As `usine.people.roles.Role`.
ROLES = (
    "national_team",
    "regional_coordinator",
    "project_manager",
    "deputy",
    "elected_official",
    "industrialist",
    "reader",
    "instructor",
    "reviewer",
    "expert",
    "approver",
    "editor",
    "organiser",
    "project_holder",
    "site_owner",
)

PLACES = ("territory", "region", "nation")

SEES = ("summary", "whole", "blind")

STATES = (
    "draft",
    "submitted",
    "returned",
    "under_review",
    "ineligible",
    "shortlisted",
    "on_hold",
    "proposed",
    "awarded",
    "refused",
    "closed",
    "withdrawn",
    "lapsed",
)

VERBS = (
    "submit",
    "resubmit",
    "return",
    "start",
    "declare_ineligible",
    "shortlist",
    "hold",
    "resume",
    "propose",
    "approve",
    "send_back",
    "close",
    "reopen",
    "withdraw",
    "lapse",
)

NEEDED_VERBS = ("submit", "start", "propose", "approve")
"""Without these steps, nothing applied for here could be decided."""

# The gates of steps: the parameters that each needs, then those that it may take.
GATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "form_valid": ((), ()),
    "documents_present": ((), ()),
    "no_rule_unmet": ((), ()),
    "no_rule_unknown": ((), ()),
    "asks_answered": (("ask", "need"), ("count",)),
    "scores_complete": ((), ("reviewers",)),
    "quota": (("place",), ("min", "max")),
    "prerequisite_award": (("call",), ()),
    "invited": ((), ()),
    "second_person": ((), ()),
}

NEEDS = ("all", "at_least", "none_unfavourable")

QUOTA_PLACES = ("region", "territory", "departement")

RANKING_KEYS = ("score", "asked", "submitted_at")
"""Besides "answer:KEY" and "fact:CODE"."""

ORDERS = ("asc", "desc")

PLACEHOLDERS = (
    "reference",
    "title",
    "applicant",
    "call",
    "scheme",
    "operator",
    "territory",
    "asked",
    "awarded",
    "decided_on",
    "motives",
    "unmet_rules",
    "due_on",
)
"""What the body of a letter may hold between braces, besides "answer:KEY"."""

"""What a file may not say: each fault in French, at its path."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.calls.format import canonical, codes
from usine.calls.format.faults import CallRefused
from usine.calls.format.parse import parse, parsed
from usine.people.roles import Role
from usine.plans.codes import FUNDERS

from .documents import GONE, example, faults_of, faulty_paths, with_value

RULE = "rules[0].expect"
AIDS = len(example()["facts"])
VALUES = [f"parameters[0].values[{rank}].value" for rank in range(2)]
FIELD = "sections[0].fields[0]"


def test_lists_of_the_house_are_those_of_the_rooms_that_keep_them():
    assert set(codes.ROLES) == set(Role.values)
    assert list(codes.FUNDERS) == [code for code, _ in FUNDERS]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        # What is there, and of what type.
        ("scheme", GONE, "Cette clé manque."),
        ("scheme", [], "Un objet est attendu ici, entre accolades."),
        ("sections", {}, "Une liste est attendue ici, entre crochets."),
        ("call.title", 3, "Un texte est attendu ici, entre guillemets."),
        ("call.title", " ", "Ce texte est vide."),
        ("call.title", "x" * 201, "Ce texte dépasse 200\u00a0caractères."),
        ("call.title", "a\nb", "Ce texte tient sur une ligne."),
        ("call.url", None, "La valeur null n’existe pas ici : retirez la clé."),
        ("scheme.benefits", [], "Cette liste ne peut pas être vide."),
        ("documents[0].required", 1, "true ou false est attendu ici."),
        # Codes, keys, days, instants, numbers, addresses.
        (
            "call.code",
            "Été",
            "« Été » n’est pas un code : minuscules et chiffres, séparés par des tirets, 24\u00a0"
            "caractères au plus.",
        ),
        (
            "call.code",
            "a" * 25,
            f"« {'a' * 25} » n’est pas un code : minuscules et chiffres, séparés par des "
            "tirets, 24\u00a0caractères au plus.",
        ),
        (
            f"{FIELD}.columns",
            [{"key": "a-b", "kind": "text", "label": "A"}],
            None,
        ),
        (
            "scheme.texts[0].on",
            "2025-02-30",
            "« 2025-02-30 » n’est pas un jour, comme 2025-03-12.",
        ),
        (
            "call.windows[0].opens_at",
            "2025-03-03T08:00:00",
            "« 2025-03-03T08:00:00 » n’est pas un instant en UTC, comme 2025-03-12T08:00:00Z.",
        ),
        (
            "call.windows[0].opens_at",
            "2025-03-03T25:00:00Z",
            "« 2025-03-03T25:00:00Z » n’est pas un instant en UTC, comme 2025-03-12T08:00:00Z.",
        ),
        ("asks[0].days", 0, "« 0 » n’est pas un nombre entier de 1 à 365."),
        ("asks[0].days", True, "« True » n’est pas un nombre entier de 1 à 365."),
        (
            "scheme.texts[0].url",
            "javascript:alert(1)",
            "« javascript:alert(1) » n’est pas une adresse qui commence par https://.",
        ),
        ("asks[0].to", {"body": "123456789"}, None),
        ("scheme.funder", "123456789", None),
        # Lists that are closed.
        ("call.mode", "live", "« live » n’est pas l’un de : external, online."),
        (
            "format",
            "usine/call/2",
            "« usine/call/2 » n’est pas l’un de : usine/call/1.",
        ),
        (
            "facts[0].from[0]",
            "answer:ville",
            "Le champ « ville » n’est pas dans ce fichier.",
        ),
        # References.
        (
            f"{RULE}.amount_at_least.fact",
            "prix",
            "Le fait « prix » n’est pas dans ce fichier.",
        ),
        (
            f"{RULE}.amount_at_least.parameter",
            "prix_min",
            "Le paramètre « prix_min » n’est pas dans ce fichier.",
        ),
        (
            "steps[4].gates[1].ask",
            "avis",
            "La demande « avis » n’est pas dans ce fichier.",
        ),
        ("reads.asked", "montant", "Le champ « montant » n’est pas dans ce fichier."),
        ("ranking.by[1].key", "fact:prix", "Le fait « prix » n’est pas dans ce fichier."),
        (
            "ranking.by[1].key",
            "answer:prix",
            "Le champ « prix » n’est pas dans ce fichier.",
        ),
        (
            "letters[0].body",
            "Bonjour {answer:nom}",
            "Le champ « nom » n’est pas dans ce fichier.",
        ),
        (
            RULE,
            {"document_present": {"document": "plan"}},
            None,
        ),
        # Twice the same.
        ("facts[1].code", "cout", None),
        ("scheme.benefits", ["grant", "grant"], None),
        ("scheme.texts", [{"title": "A"}, {"title": "A"}], None),
        # What parts say together.
        (
            "call.windows[0].closes_at",
            "2025-03-03T08:00:00Z",
            None,
        ),
        ("call.windows[1].opens_at", "2025-04-30T21:59:58Z", None),
        ("call.windows[0].closes_at", GONE, None),
        ("parameters[0].values[0].until", "2025-09-01", None),
        ("parameters[0].values[0].until", "2025-03-02", None),
        ("parameters[0].values[0].value", "2025-03-02", None),
        ("parameters[0].values[0].value", ["a"], None),
        ("parameters[0].values[0].value", True, None),
        ("facts[0].code", "today", None),
        ("facts[0].unit", "count", None),
        ("reads.asked", "titre", "Le champ « titre » n’est pas de nature amount."),
        (
            "rules[0].sentence",
            "Au moins {seuil}.",
            "Entre accolades, seul {threshold} est possible ici.",
        ),
        ("rules[0].sentence", 1, "Un texte est attendu ici, entre guillemets."),
        ("letters[0].body", "", "Ce texte est vide."),
        ("grid.scale.max", 0, None),
        ("grid.scale.min", 5, None),
        ("grid.pass", 16, "Aucune note n’atteint ce seuil : la meilleure est 15."),
        # Expressions.
        (RULE, [], "Une condition est attendue ici : un objet d’une seule clé."),
        (RULE, {}, "Une condition est attendue ici : un objet d’une seule clé."),
        (RULE, {"all": []}, None),
        (RULE, {"any": {}}, None),
        (RULE, {"not": 1}, None),
        (RULE, {"unless": [{"window_open": {}}]}, None),
        (RULE, {"unless": []}, None),
        (RULE, {"window_open": []}, None),
        (RULE, {"window_open": {"at": 1}}, None),
        (RULE, {"sql": {}}, None),
        (RULE, {"amount_at_least": {"fact": "cout"}}, None),
        (RULE, {"amount_at_least": {"fact": "cout", "parameter": "taux_max"}}, None),
        (RULE, {"amount_at_least": {"fact": "label", "parameter": "cout_min"}}, None),
        (RULE, {"amount_at_least": {"fact": 1, "parameter": "cout_min"}}, None),
        (RULE, {"naf_in": {"fact": "activite"}}, None),
        (RULE, {"naf_in": {"fact": "activite", "codes": []}}, None),
        (RULE, {"labelled_at": {"fact": "label", "on": "demain"}}, None),
        (
            RULE,
            {"public_aid_at_most": {"sources": [], "eligible": "cout", "parameter": "taux_max"}},
            None,
        ),
        (RULE, {"prerequisite_award": {"call": "Autre appel"}}, None),
        # Fields.
        (f"{FIELD}.choices", [{"code": "a", "label": "A"}], None),
        (f"{FIELD}.min", 3, None),
        (f"{FIELD}.max_length", 0, None),
        (f"{FIELD}.kind", "choice", None),
        (f"{FIELD}.kind", "table", None),
        ("sections[1].fields[0].max_length", 3, None),
        ("sections[1].fields[0].max", 0, None),
        ("sections[1].fields[3].columns[1].choices", GONE, None),
        ("sections[1].fields[3].columns[0].choices", [{"code": "a", "label": "A"}], None),
        (
            "sections[1].fields[0].key",
            "titre",
            "« titre » est déjà une clé du formulaire.",
        ),
        (f"{FIELD}.shown_when", {"declared": {"fact": "nocturne"}}, None),
        ("sections[1].fields[0].shown_when", {"labelled_at": {"fact": "label"}}, None),
        ("documents[1].when", {"agreement_given": {"ask": "accord"}}, None),
        ("documents[1].when", {"declared": {}}, None),
        ("sections[0].fields[3].key", GONE, "Cette clé manque."),
        ("sections[0].fields[4].key", GONE, "Cette clé manque."),
        ("sections", [1] * 1001, "Cette liste compte plus de 1\u00a0000\u00a0éléments."),
        ("sections[1].fields[1].shown_when", 1, None),
        # Asks and steps.
        ("asks[0].to", {}, None),
        ("asks[0].to", {"role": "project_manager"}, None),
        ("asks[0].to", {"chosen": True, "body": "552081317"}, None),
        ("steps[1].gates", [{"gate": "asks_answered", "ask": "accord"}], None),
        ("steps[1].gates", [{"gate": "asks_answered", "ask": "accord", "need": "at_least"}], None),
        ("steps[1].gates", [{"gate": "form_valid", "ask": "accord"}], None),
        ("steps[1].gates", [{"gate": "quota", "place": "region"}], None),
        ("steps[1].verb", "submit", None),
        ("steps[0].verb", "resume", "Il manque des étapes : submit."),
        ("steps", GONE, "Il manque des étapes : submit, start, propose, approve."),
        ("sections", GONE, None),
        ("call.labels.perdu", {"applicant": "a", "staff": "b", "public": "c"}, None),
        ("call.labels", [], "Un objet est attendu ici, entre accolades."),
        ("call.labels.draft", {}, None),
        ("call.mode", "external", None),
        (
            "reads.asked",
            GONE,
            "« candidacy:asked » se lit dans une réponse : « reads » doit dire laquelle, à "
            "la clé « asked ».",
        ),
    ],
)
def test_a_fault_is_refused_with_its_path(path, value, fault):
    faults = faults_of(with_value(path, value))
    assert fault is None or fault in {sentence for _, sentence in faults}


@pytest.mark.parametrize(
    ("path", "value", "paths"),
    [
        ("scheme.code", GONE, ["scheme.code"]),
        ("facts[1].code", "cout", ["facts[1].code", "rules[1].expect.rate_at_most.part"]),
        ("scheme.benefits", ["grant", "grant"], ["scheme.benefits[1]"]),
        ("call.windows[1].opens_at", "2025-04-30T21:59:58Z", ["call.windows[1]"]),
        ("parameters[0].values[0].value", [1], ["parameters[0].values[0].value[0]"]),
        ("parameters[0].values[0].value", "2025-03-02", ["parameters[0].values[0].value"]),
        ("parameters[0].values[0].value", "rolling-3", ["parameters[0].values[0].value"]),
        ("parameters[0].unit", "period", [*VALUES, "rules[0].expect.amount_at_least.parameter"]),
        ("facts[0].unit", "count", ["facts[0].from[0]", "facts[0].from[1]"]),
        (RULE, {"all": []}, [f"{RULE}.all"]),
        (RULE, {"sql": {}}, [f"{RULE}.sql"]),
        (RULE, {"not": {"any": [{"window_open": {"a": 1}}]}}, [f"{RULE}.not.any[0].window_open.a"]),
        (RULE, {"unless": [{"window_open": {}}]}, [f"{RULE}.unless"]),
        (f"{FIELD}.kind", "choice", [f"{FIELD}.choices", f"{FIELD}.max_length", "reads.title"]),
        (f"{FIELD}.shown_when", {"declared": {"fact": "nocturne"}}, [f"{FIELD}.shown_when"]),
        ("sections[1].fields[0].key", "titre", ["sections[1].fields[0].key"]),
        ("steps[1].gates", [{"gate": "form_valid", "ask": "accord"}], ["steps[1].gates[0].ask"]),
        ("steps[1].gates", [{"gate": "quota"}], ["steps[1].gates[0]", "steps[1].gates[0].place"]),
        ("call.labels.perdu", {}, ["call.labels.perdu"]),
        ("grid.scale.max", 0, ["grid.scale.max"]),
        (
            "call.mode",
            "external",
            [
                "asks",
                "call.url",
                "documents",
                "grid",
                "letters",
                "ranking",
                "reads",
                "sections",
                "steps",
            ],
        ),
    ],
)
def test_a_fault_is_told_where_it_is(path, value, paths):
    told = faulty_paths(with_value(path, value))
    assert set(paths) <= set(told)


def test_faults_of_a_whole_file_are_told_at_once():
    document = with_value("call.subject", "plan")
    document["rules"][0]["expect"] = {"declared": {"fact": "cout"}}
    document["sections"][0]["fields"][3]["kind"] = "jour"
    document["sections"][1]["fields"].append({"key": "aide", "kind": "amount"})
    document["letters"][0]["body"] = "{inconnu} {answer:rien}"
    document["nouveau"] = 1
    assert sorted(faulty_paths(document)) == [
        "call.subject",
        "facts[4].from[0]",
        "letters[0].body",
        "letters[0].body",
        "nouveau",
        "rules[0].expect.declared.fact",
        "sections[0].fields[3].kind",
        "sections[1].fields[4].key",
        "sections[1].fields[4].label",
    ]


def _paths(value, path=""):
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, part in items:
        yield from _paths(part, f"{path}.{name}" if path else str(name))


PLACES = [path for path in _paths(example()) if path]
HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([{}, [], 1]),
    st.dictionaries(
        st.sampled_from(["code", "key", "gate", "all", "kind"]), st.text(max_size=3), max_size=2
    ),
)


@given(st.sampled_from(PLACES), HOSTILE)
def test_whatever_stands_at_a_place_is_parsed_or_refused(path, value):
    with suppress(CallRefused):
        assert parse(with_value(path, value)).format == "usine/call/1"


def with_aids(kind: str, columns: list[dict[str, str]]) -> dict[str, Any]:
    """The example with aids that a field of the form tells."""
    document = example()
    label = {"label": "Aides"}
    table = {"key": "aides", "kind": kind, "columns": [label | each for each in columns]} | label
    document["sections"][0]["fields"].append(table)
    received = {"code": "recu", "unit": "aids", "from": ["answer:aides"], "lift": "applicant"}
    document["facts"].append(received | label)
    return document


def test_a_table_of_days_and_amounts_tells_aids():
    columns = [{"key": "on", "kind": "date"}, {"key": "amount", "kind": "amount"}]
    assert parse(with_aids("table", columns)).facts[-1].sources == ("answer:aides",)
    for fewer in (columns[:1], columns[1:]):
        assert faulty_paths(with_aids("table", fewer)) == [f"facts[{AIDS}].from[0]"]


def test_the_period_of_a_ceiling_has_dates_too():
    document = with_value("parameters[1].unit", "period")
    document["parameters"][1]["values"] = [
        {"from": "2024-01-01", "value": "rolling-3", "text": "Trois ans.", "source": "Règlement"}
    ]
    del document["rules"][1]
    assert parse(document).parameters[1].values[0].value == "rolling-3"


def test_an_external_call_is_a_sheet_with_its_rules():
    document = with_value("call.mode", "external")
    document["call"]["url"] = "https://exemple.fr/deposer"
    for part in ("asks", "documents", "grid", "letters", "ranking", "reads", "sections", "steps"):
        del document[part]
    document["facts"][0]["from"] = ["action:budget"]
    document["facts"][4]["from"] = []
    document["rules"].pop()
    call = parse(document)
    assert call.call.is_external
    assert call.sections == ()


def test_a_parameter_has_the_value_of_the_day():
    parameter = parse(example()).parameters[0]
    values = [parameter.at(date(2025, *day)) for day in ((3, 2), (3, 3), (8, 31), (9, 1), (12, 31))]
    assert [value and value.value for value in values] == [None, 200_000, 200_000, 150_000, 150_000]
    assert parse(example()).parameters[1].at(date(2025, 3, 3)) is None


def test_a_file_is_parsed_from_its_bytes():
    assert parsed(canonical.write(example())) == parse(example())

"""What users settled about files: asked of one import, remembered for its territory."""

from collections import defaultdict
from collections.abc import Mapping

from usine.plans.fields import FIELDS, STATUS
from usine.reading import Answers, word_key
from usine.territories.models import Territory
from usine.values.fields import FieldKind

from .models import ColumnMeaning, PlanImport, WordMeaning

Words = Mapping[str, Mapping[str, str]]
"""{field: {key of a word: code or ""}}"""

CHOICES = {each.name: each for each in (*FIELDS.values(), STATUS) if each.kind == FieldKind.CHOICE}
"""The fields whose words are remembered: the others are said of one file, or of one cell."""


def remembered(territory: Territory) -> dict[str, str]:
    """{folded header: field} that users of the territory corrected in applied imports."""
    meanings = ColumnMeaning.objects.filter(territory=territory)
    return dict(meanings.values_list("header", "field"))


def remembered_words(territory: Territory) -> dict[str, dict[str, str]]:
    """{field: {key of a word: code}} that users of the territory said in applied imports."""
    meanings = WordMeaning.objects.filter(territory=territory)
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for name, word, code in meanings.values_list("field", "word", "code"):
        words[name][word] = code
    return dict(words)


def with_keys(words: Words) -> dict[str, dict[str, str]]:
    """Words as people write them, by the keys that compare them. A colour is its own key, and so is
    what is asked of fields without words: a cell, a column."""
    return {
        name: {
            word if name not in CHOICES or word.startswith("#") else word_key(word): code
            for word, code in codes.items()
        }
        for name, codes in words.items()
    }


def merged(words: Words, later: Words) -> dict[str, dict[str, str]]:
    return {name: {**words.get(name, {}), **later.get(name, {})} for name in {**words, **later}}


def answers_of(plan_import: PlanImport) -> Answers:
    """What overrides the file of an import: what is said of it, then what is remembered."""
    return with_memory(
        plan_import.territory,
        Answers(plan_import.meanings, plan_import.words, plan_import.corrections),
    )


def with_memory(territory: Territory, answers: Answers) -> Answers:
    """These answers, with what the territory remembers where they say nothing."""
    return Answers(
        remembered(territory) | dict(answers.columns),
        merged(remembered_words(territory), answers.words),
        answers.cells,
    )


def retain(plan_import: PlanImport) -> None:
    """Remember for the territory what was said of this import."""
    territory = plan_import.territory
    ColumnMeaning.objects.bulk_create(
        (
            ColumnMeaning(territory=territory, header=header, field=field)
            for header, field in plan_import.meanings.items()
        ),
        update_conflicts=True,
        unique_fields=["territory", "header"],
        update_fields=["field"],
    )
    longest = WordMeaning._meta.get_field("word").max_length or 0
    WordMeaning.objects.bulk_create(
        (
            WordMeaning(territory=territory, field=name, word=word, code=code)
            for name, codes in plan_import.words.items()
            for word, code in codes.items()
            if name in CHOICES and len(word) <= longest
        ),
        update_conflicts=True,
        unique_fields=["territory", "field", "word"],
        update_fields=["code"],
    )

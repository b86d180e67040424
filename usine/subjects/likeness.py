"""Subjects whose titles are about the same thing as a text, the closest first."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Sum, Value, When

from usine.values.text import fold

from .models import Subject, SubjectQuerySet, TitleStem
from .words import names_in, stem_of, stems_of

# What a word that says nearly the same counts for, beside the word itself.
NEARLY = 0.5
# A title that has less than this share of what the closest has is about something else.
CLOSE = 0.4
# At most this many stems of titles are read: those of the rarest words.
READ_MAX = 4_000
# At most this many titles are compared whole.
COMPARED = 60


@dataclass(frozen=True)
class Thesaurus:
    """Lines of words, or of groups of words, that say nearly the same."""

    lines: Collection[Collection[frozenset[str]]]
    # Its words, folded, by their stems.
    forms: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, lines: Iterable[Collection[str]]) -> "Thesaurus":
        stems = [[frozenset(stems_of(words)) for words in line] for line in lines]
        return cls(stems, _forms(*(words for line in lines for words in line)))

    def shares(self, text: str) -> dict[str, float]:
        """The stems that a text looks for, each with what it counts for: 1 when the text has it."""
        asked = stems_of(text)
        shares = dict.fromkeys(asked, 1.0)
        for line in self.lines:
            if any(words <= set(asked) for words in line):
                for words in line:
                    for stem in words:
                        share = NEARLY / math.sqrt(len(words))
                        shares[stem] = max(shares.get(stem, 0), share)
        return shares

    def replacing(self, text: str, known: Collection[str]) -> dict[str, float]:
        """The words that stand for those of a text that no title has: they count for them."""
        lost = [stem for stem in stems_of(text) if stem not in known]
        return {
            near: 1.0
            for line in self.lines
            if any(words == {stem} for words in line for stem in lost)
            for words in line
            if len(words) == 1
            for near in words
        }


def _forms(*texts: str) -> dict[str, set[str]]:
    """{stem: the folded words of texts that have it}."""
    forms: dict[str, set[str]] = defaultdict(set)
    for word in (word for text in texts for word in fold(text).split()):
        forms[stem_of(word)].add(word)
    return forms


def closest(
    subjects: SubjectQuerySet, text: str, thesaurus: Thesaurus, *, most: int
) -> list[Subject]:
    """The subjects, among those given, whose titles are close to a text: `most` at most.

    Four queries, whatever the number of subjects; both engines answer the same.
    """
    shares = thesaurus.shares(text)
    frequencies = _frequencies(shares)
    total = Subject.objects.count()
    shares |= thesaurus.replacing(text, frequencies)
    weights = {
        stem: shares[stem] * math.log(1 + total / frequency)
        for stem, frequency in frequencies.items()
    }
    compared = subjects.filter(pk__in=_candidates(subjects, weights, frequencies))
    asked = _forms(text)
    forms = {stem: asked.get(stem, set()) | {*thesaurus.forms.get(stem, ())} for stem in weights}
    scores = {subject: _score(subject.title, weights, forms) for subject in compared}
    enough = CLOSE * max(scores.values(), default=0)
    close = [subject for subject, score in scores.items() if score and score >= enough]
    return sorted(close, key=lambda each: (-scores[each], each.title, each.pk))[:most]


def _frequencies(stems: Iterable[str]) -> dict[str, int]:
    """How many titles have each of these stems, the rarest first."""
    counted = TitleStem.objects.filter(stem__in=list(stems)).values_list("stem")
    return dict(counted.annotate(titles=Count("pk")).order_by("titles", "stem"))


def _candidates(
    subjects: SubjectQuerySet, weights: Mapping[str, float], frequencies: Mapping[str, int]
) -> list[str]:
    """The keys of the subjects that have most of what is looked for, by its rarest words."""
    stems = _rarest(frequencies)
    # In whole numbers: sums are the same on both engines.
    worth = [When(stem=stem, then=Value(round(1_000 * weights[stem]))) for stem in stems]
    given = Exists(subjects.order_by().filter(pk=OuterRef("subject")))
    scored = TitleStem.objects.filter(given, stem__in=stems).values_list("subject")
    summed = scored.annotate(score=Sum(Case(*worth, output_field=IntegerField())))
    return [pk for pk, _ in summed.order_by("-score", "subject")[:COMPARED]]


def _rarest(frequencies: Mapping[str, int]) -> list[str]:
    """The rarest stems, as many as `READ_MAX` allows; one at least."""
    kept: list[str] = []
    read = 0
    for stem, frequency in frequencies.items():
        read += frequency
        if kept and read > READ_MAX:
            break
        kept.append(stem)
    return kept


def _score(title: str, weights: Mapping[str, float], forms: Mapping[str, Collection[str]]) -> float:
    """What a title has of what is looked for; a long one has more by chance."""
    stems = stems_of(title)
    by_chance = _namesakes(title, forms)
    worth = sum(weights.get(stem, 0) for stem in stems if stem not in by_chance)
    return worth / math.sqrt(3 + len(stems))


def _namesakes(title: str, forms: Mapping[str, Collection[str]]) -> set[str]:
    """The stems that a title has by a name alone, which begins no word that has them, nor is begun
    by one: "Santa" is no form of "santé"."""
    stems = defaultdict(set)
    names = names_in(title)
    for word in fold(title).split():
        stems[stem_of(word)].add(word in names and not _is_form(word, forms))
    return {stem for stem, are_names in stems.items() if are_names == {True}}


def _is_form(word: str, forms: Mapping[str, Collection[str]]) -> bool:
    known = forms.get(stem_of(word), ())
    return any(word.startswith(each) or each.startswith(word) for each in known)

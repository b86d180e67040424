"""How far a thing is, in the many words that people have for it, or as a percentage.

The words of a cell are looked for as phrases, the longest first. A word that belongs to none of
them makes the cell doubtful, unless it is known to add nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.refusals import SeveralValues, UnknownWord
from usine.reading.values.mentions import Mention, mentions_in, says_a_month_alone, says_in_a_while
from usine.reading.values.nothing import says_later, says_nothing
from usine.reading.wording import Lexicon, plain, quoted
from usine.values.text import fold

LONGEST = 200

CODES_UP_TO = 10
"""Whole numbers up to this one may be mere codes, unless their header says that they are shares."""

NOT = "pas"
"""What every word that denies is read as: "non démarré", "jamais démarré" are "pas démarré"."""

OF = "de"
"""What joins « en cours » to what is under way is read as: "en cours d’étude"."""

TO, DO = "a", "er"
"""Before what is to be done, and how it ends: à terminer, à livrer."""

BLOCKED, POSTPONED = "blocked", "postponed"

_ENDING = re.compile(r"(?:ees|es|ee|e|s)$")
_SEGMENTS = re.compile(r"[,;:/\n()]|\s[-–—]\s")
_GENDERS = re.compile(r"(?<=\w)(?:\((?:e|s|es)\)|·e?s?\b)")  # « Réalisé(e) », « Terminé·e »
_FRACTION = re.compile(r"(?<![\d/])(\d{1,2})\s*/\s*(100|10|[2-9])(?![\d/])")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*")
_SHARES_IN_HEADER = {"taux", "pourcentage"}


class Advancement(NamedTuple):
    """What a cell says of how far a thing is.

    `code` is a status, None when the cell says none, which takes nothing back. `flag` is `BLOCKED`,
    `POSTPONED` or empty, and `cause` what blocks, by its code, when it is said. `words` are those
    of the cell behind a flag. A doubtful status is to be verified by whoever imports.
    """

    code: str | None = None
    flag: str = ""
    cause: str = ""
    words: str = ""
    is_doubtful: bool = False


NOTHING = Advancement()


class Sense(NamedTuple):
    """What a phrase says: a status, a flag, what blocks, or nothing more. `alone` is the status
    that it says when nothing else says one."""

    code: str = ""
    flag: str = ""
    cause: str = ""
    is_doubtful: bool = False
    alone: str = ""

    @property
    def is_mere_cause(self) -> bool:
        """Whether it names what may block without saying that it does: « permis en cours »."""
        return bool(self.cause) and not self.flag


class Segment(NamedTuple):
    """The senses of a few words, and whether some words are not understood."""

    senses: Sequence[Sense]
    is_vague: bool

    @property
    def codes(self) -> set[str]:
        return {sense.code for sense in self.senses if sense.code}

    @property
    def is_sure(self) -> bool:
        return bool(self.senses) and not self.is_vague


def _bare(word: str) -> str:
    """A folded word without its ending: terminé, terminées and Terminée are one."""
    return _ENDING.sub("", word) if len(word) > 3 else word


class ProgressChoice:
    """`words` are those of a file such as `plans/vocabulary/statuses.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.noun, self.unknown, self.write = words["noun"], words["unknown"], words["write"]
        self.shares = words["shares"]
        self.ended = frozenset(words["blocked"]["never_beside"])
        self.past = frozenset(words["to_come"]["past"])
        self.undated = re.compile("|".join(map(plain, words["to_come"]["undated"])))
        self.asked = frozenset(map(fold, words["asked"]))
        small = {name: [fold(word) for word in each] for name, each in words["words"].items()}
        self.negations, self.dropped = frozenset(small["negations"]), frozenset(small["dropped"])
        self.links = frozenset(small["links"])
        self.under_way = frozenset(map(_bare, small["under_way"]))
        self.subjects = frozenset(map(_bare, small["subjects"]))
        self.skipped = frozenset(map(_bare, small["skipped"]))
        self.openers = [self.normal(word) for word in small["openers"]]
        self.begun = frozenset(self.normal(word) for word in words["to_come"]["begun"])
        known = {NOT, *self.subjects, *self.skipped, *self.openers}
        self.phrases = Lexicon(
            _phrases(words), self.normal, others=known, distinct=map(_bare, small["distinct"])
        )
        self.longest = max(len(phrase.split()) for phrase in self.phrases.meanings)
        self.progress = remembered(self._progress)

    def scale(self, cells: Iterable[Cell], header: str) -> int:
        """What plain numbers of a column are out of: 1, 100, or 0 when they may be mere codes."""
        numbers = {number for cell in cells if (number := _plain_number(cell)) is not None}
        is_named = "%" in header or not _SHARES_IN_HEADER.isdisjoint(fold(header).split())
        if max(numbers, default=0) <= 1:
            is_tick = bool(numbers) and numbers <= {0, 1}
            return 0 if is_tick and not is_named else 1
        return 100 if is_named or max(numbers) > CODES_UP_TO else 0

    def read(self, cell: Cell, scale: int = 1) -> str | None:
        """The status that a cell means; a plain number is a share of `scale`."""
        return self.progress(cell, scale).code

    def on(self, day: date | None, cell: Cell, scale: int = 1) -> Advancement:
        """What a cell says on a day: there, « terminé en 2027 » may not have come to pass yet.

        Without a day, only words tell what is to come. Raises Refused when it is not understood.
        """
        told = self.progress(cell, scale)
        if isinstance(cell, str) and told.code and self._is_to_come(cell, told.code, day):
            raise UnknownWord(
                f"{quoted(cell)} parle d’une date à venir ou mal connue : {self.write}."
            )
        return told

    def _is_to_come(self, text: str, code: str, day: date | None) -> bool:
        """Whether the date that words mention takes back the status that they say."""
        written = self.undated.sub(" ", plain(text))
        is_past = code in self.past
        if is_past and says_in_a_while(written):
            return True
        return day is not None and (
            (is_past and says_a_month_alone(written))
            or any(
                self._takes_back(mention, written, day, is_past) for mention in mentions_in(written)
            )
        )

    def _takes_back(self, mention: Mention, written: str, day: date, is_past: bool) -> bool:
        """Whether a date that is not past takes back what is done, or, not begun, what begins."""
        if is_past:
            return mention.last.last > day
        return mention.first.first > day and (
            self.normal(written.replace(mention.words, " ")) in self.begun
        )

    def agrees(self, code: str, by_share: str) -> bool:
        """Whether a status by words may go with the one that a share says."""
        return code == by_share or code in self.shares["whatever_share"]

    def normal(self, text: str) -> str:
        """The words that carry the sense, without their endings."""
        words: list[str] = []
        for word in fold(text).split():
            if word in self.links and words and words[-1] in self.under_way:
                words.append(OF)
            elif word not in self.dropped:
                words.append(NOT if word in self.negations else _bare(word))
        return " ".join(words)

    def _progress(self, cell: Cell, scale: int = 1) -> Advancement:
        if cell is None:
            return NOTHING
        number = _plain_number(cell)
        if number is not None:
            if scale and 0 <= number <= scale:
                return Advancement(self._of_share(number / scale))
            raise UnknownWord(f"Le nombre {number:g} n’est pas {self.noun} : {self.write}.")
        if not isinstance(cell, str):
            raise UnknownWord(f"La cellule ne contient pas {self.noun} : {self.write}.")
        return self._of_text(cell)

    def _of_text(self, text: str) -> Advancement:
        text = _GENDERS.sub("", _FRACTION.sub(_percent, text))
        segments = list(self._segments(text)) if len(text) <= LONGEST else []
        codes = self._codes(text, segments)
        if len(codes) > 1:
            raise self._several(text)
        code = next(iter(codes), None)
        senses = [sense for segment in segments for sense in segment.senses]
        flags = {sense.flag for sense in senses if sense.flag}
        flag = BLOCKED if BLOCKED in flags else next(iter(flags), "")
        if flag == BLOCKED and code in self.ended:
            raise self._several(text)
        if flag and (code or not self._vague_codes(segments)):
            causes = (sense.cause for sense in senses if sense.cause and flag == BLOCKED)
            alone = (sense.alone for sense in senses if sense.alone)
            code = code or next(alone, None)
            return Advancement(code, flag, next(causes, ""), " ".join(text.split()))
        if code and not any(map(self._is_later, _SEGMENTS.split(text))):
            return Advancement(code, is_doubtful=any(sense.is_doubtful for sense in senses))
        if says_nothing(text) and fold(text) not in self.asked:
            return NOTHING
        raise UnknownWord(f"{quoted(text)} {self.unknown} : {self.write}.")

    def _is_later(self, text: str) -> bool:
        """Whether words beside a status take it back: « en cours (à définir) »."""
        return says_later(text) and self.normal(text) not in self.phrases.meanings

    def _several(self, text: str) -> SeveralValues:
        return SeveralValues(f"{quoted(text)} dit deux choses : {self.write}.")

    def _of_share(self, share: float) -> str:
        if share <= 0:
            return self.shares["none"]
        return self.shares["all"] if share >= 1 else self.shares["some"]

    def _segments(self, text: str) -> Iterator[Segment]:
        """The whole text when each of its words is understood, else part by part."""
        text = _PERCENT.sub(" ", text)
        whole = self._segment(text)
        if not whole.is_vague:
            yield whole
        else:
            yield from (self._segment(part) for part in _SEGMENTS.split(text) if fold(part))

    def _segment(self, text: str) -> Segment:
        words = self._corrected(self.normal(text).split())
        while len(words) > 1 and words[0] in self.subjects:
            del words[0]
        senses: list[Sense] = []
        is_vague = is_open = False
        while words:
            phrase = self._longest_phrase(words)
            word = phrase or words[0]
            del words[: len(word.split())]
            if phrase:
                sense = self.phrases.meanings[phrase].of
                senses.append(sense)
                is_vague |= sense.is_mere_cause and not is_open
            elif word not in self.skipped and not any(map(str.isdigit, word)):
                is_vague |= word == NOT or not (is_open or (senses and word in self.openers))
            is_open |= bool(senses) and any(_begins(word, opener) for opener in self.openers)
        return Segment(senses, is_vague)

    def _corrected(self, words: Sequence[str]) -> list[str]:
        """Words without their slips; what is to be done is not what is done: « à terminer »."""
        return [
            word if before == TO and word.endswith(DO) else self.phrases.corrected(word)
            for before, word in zip(("", *words), words, strict=False)
        ]

    def _longest_phrase(self, words: Sequence[str]) -> str:
        for length in range(min(self.longest, len(words)), 0, -1):
            phrase = " ".join(words[:length])
            is_cut = words[length : length + 1] == [OF]
            if phrase in self.phrases.meanings and not is_cut:
                return phrase
        return ""

    def _codes(self, text: str, segments: Sequence[Segment]) -> set[str]:
        """The statuses that a text means: none when it is not understood, two when it wavers."""
        sure = {code for segment in segments if segment.is_sure for code in segment.codes}
        every = sure | self._vague_codes(segments)
        if percent := _PERCENT.search(text):
            return self._with_share(float(percent[1].replace(",", ".")) / 100, segments, every)
        if len(every) > 1:
            return every
        is_whole = not any(segment.is_vague for segment in segments)
        return sure if is_whole or not sure.isdisjoint(self.shares["beside_anything"]) else set()

    def _vague_codes(self, segments: Sequence[Segment]) -> set[str]:
        return {code for segment in segments if segment.is_vague for code in segment.codes}

    def _with_share(
        self, share: float, segments: Sequence[Segment], by_words: set[str]
    ) -> set[str]:
        """What a percentage says beside words: réalisé à 50 % is under way."""
        if share > 1 or any(segment.is_vague for segment in segments):
            return set()
        by_share = self._of_share(share)
        if not by_words or by_words <= set(self.shares["whatever_share"]):
            return by_words or {by_share}
        if by_words == {self.shares["all"]} and by_share == self.shares["some"]:
            return {by_share}
        return {*by_words, by_share}


def is_share(cell: Cell) -> bool:
    """Whether a cell says how far a thing is by a figure alone: 0.8, « 80 % »."""
    is_percent = isinstance(cell, str) and bool(_PERCENT.fullmatch(cell.strip()))
    return is_percent or _plain_number(cell) is not None


def _percent(fraction: re.Match[str]) -> str:
    """« 3/4 » as a percentage; more than the whole stays as it is."""
    part, whole = int(fraction[1]), int(fraction[2])
    return f"{100 * part // whole} %" if part <= whole else fraction[0]


def _begins(phrase: str, opener: str) -> bool:
    return phrase == opener or phrase.startswith(f"{opener} ")


def _phrases(words: Mapping[str, Any]) -> dict[Sense, list[str]]:
    """The phrases of the file by what they say; each way of waiting, before each cause."""
    blocked = words["blocked"]
    phrases = {Sense(code=code): list(each) for code, each in words["phrases"].items()}
    phrases |= {Sense(code, is_doubtful=True): each for code, each in words["doubtful"].items()}
    phrases[Sense(flag=BLOCKED)] = list(blocked["phrases"])
    phrases[Sense(flag=POSTPONED)] = list(words["postponed"]["phrases"])
    phrases[Sense()] = list(words["aside"]["phrases"])
    for code, causes in words["waiting"].items():
        phrases |= {Sense("", BLOCKED, cause, alone=code): each for cause, each in causes.items()}
    for cause, names in blocked["causes"].items():
        waiting = [f"{before} {name}" for before in blocked["waiting"] for name in names]
        phrases[Sense(flag=BLOCKED, cause=cause)] = waiting
        phrases[Sense(cause=cause)] = list(names)
    return phrases


def _plain_number(cell: Cell) -> float | None:
    if isinstance(cell, str):
        number = _NUMBER.fullmatch(cell)
        return float(number[1].replace(",", ".")) if number else None
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None

"""What a territory remembers of its files: what columns and words mean there."""

from django.db import models

from usine.plans import vocabulary
from usine.plans.fields import FIELDS, STATUS
from usine.reading.values.colours import colour_name
from usine.territories.models import Territory
from usine.values.fields import NOTHING


class ColumnMeaning(models.Model):
    """What one header means in the files of a territory, as one of its users corrected it."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    # Folded by `values.text.fold`.
    header = models.CharField("en-tête", max_length=200)
    # As a file writes it; blank when no file was read with it.
    written = models.CharField("tel qu’écrit", max_length=200, blank=True, db_default="")
    # The name of a field of the action, or "" for a column to ignore.
    field = models.CharField("champ", max_length=20, blank=True)

    class Meta:
        verbose_name = "colonne retenue"
        constraints = [
            models.UniqueConstraint(fields=["territory", "header"], name="column_meaning_once")
        ]

    def __str__(self) -> str:
        return f"{self.header} : {self.field or 'ignorée'}"

    @property
    def words(self) -> str:
        """The header as a user reads it."""
        return self.written or self.header

    @property
    def meaning(self) -> str:
        """The label of its field, as a user reads it."""
        return vocabulary.of_columns().labels.get(self.field, "non reprise")


class WordMeaning(models.Model):
    """What one word means for a field in the files of a territory, as one of its users said it."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    # The name of a choice of the action: its status, its axis, its priority.
    field = models.CharField("champ", max_length=20)
    # As `reading.word_key` gives it: folded, or the sign or colour itself.
    word = models.CharField("mot", max_length=200)
    # As a file writes it; blank when it is not known.
    written = models.CharField("tel qu’écrit", max_length=200, blank=True, db_default="")
    # A code of the field, or "" for a word that says nothing.
    code = models.CharField("valeur", max_length=40, blank=True)

    class Meta:
        verbose_name = "mot retenu"
        constraints = [
            models.UniqueConstraint(fields=["territory", "field", "word"], name="word_meaning_once")
        ]

    def __str__(self) -> str:
        return f"{self.word} : {self.code or 'rien'}"

    @property
    def words(self) -> str:
        """The word as a user reads it, a colour by its name."""
        if self.word.startswith("#"):
            return f"fond {colour_name(self.word)}"
        return self.written or self.word

    @property
    def meaning(self) -> str:
        """(field and value) as a user reads them."""
        every = (*FIELDS.values(), STATUS, vocabulary.BLOCKED_KIND, *vocabulary.SIDES)
        field = next(each for each in every if each.name == self.field)
        meaning = field.label_of(self.code) if self.code else NOTHING
        return f"{field.label}\u00a0: {meaning}"

"""Actions that are about the same thing, over the whole programme."""

from functools import lru_cache

from usine.subjects.likeness import Thesaurus, closest
from usine.subjects.models import Subject

from .models import Action
from .vocabulary import words

MOST = 20


@lru_cache
def thesaurus() -> Thesaurus:
    """The words of actions that say nearly the same, from `vocabulary/similar.toml`."""
    return Thesaurus.of(words("similar")["alike"])


def similar(text: str, *, reader, but: Action | None = None, most: int = MOST) -> list[Action]:
    """The actions that the reader may see whose titles are close to a text, the closest first.

    They lie in any territory, and their `territory` is read. `but` is the action whose title it is.
    """
    subjects = Subject.objects.filter(kind="action").visible_to(reader)
    if but:
        subjects = subjects.exclude(pk=but.subject)
    keys = [subject.pk for subject in closest(subjects, text, thesaurus(), most=most)]
    actions = Action.objects.select_related("territory").in_bulk(
        [int(key.removeprefix("action:")) for key in keys]
    )
    return [actions[int(key.removeprefix("action:"))] for key in keys]

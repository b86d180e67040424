"""Who comes to an ask, and to subjects to ask about; operations ask again."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from usine.subjects.models import Subject

from .kinds import AskKind, kind_of
from .models import Ask
from .operations import check_right
from .queries import whole


def ask_to_read(user, pk: int) -> Ask:
    """An ask, not found by those who are on neither side of it."""
    return get_object_or_404(whole(Ask.objects.visible_to(user)), pk=pk)


def ask_to_answer(user, pk: int) -> Ask:
    """An ask, forbidden to those of whom it is not asked."""
    return _on_side(ask_to_read(user, pk), Ask.objects.asked_of(user))


def ask_to_follow(user, pk: int) -> Ask:
    """An ask, forbidden to those who did not make it."""
    return _on_side(ask_to_read(user, pk), Ask.objects.asked_by(user))


def _on_side(ask: Ask, mine: QuerySet[Ask]) -> Ask:
    if not mine.filter(pk=ask.pk).exists():
        raise PermissionDenied("Cette demande n’est pas à vous.")
    return ask


def subjects_to_ask(user, code: str, keys: Sequence[str]) -> tuple[AskKind, list[Subject]]:
    """The kind and the subjects, in the order of `keys`; not found where the user sees them not,
    forbidden where they may not ask."""
    kind = kind_of(code)
    seen = Subject.objects.visible_to(user).prefetch_related("audience").in_bulk(list(keys))
    if kind is None or len(seen) < len(set(keys)):
        raise Http404
    subjects = [seen[key] for key in dict.fromkeys(keys)]
    check_right(kind.may_ask, subjects, by=user)
    return kind, subjects

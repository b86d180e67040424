"""Refusals of the database, in the words of its constraints, for the operations of every room."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from usine.values.errors import Refused


class BrokenConstraint(Refused):
    """A constraint of the database is broken: somebody else wrote at the same moment."""


P = ParamSpec("P")
T = TypeVar("T")


def operation(write: Callable[P, T]) -> Callable[P, T]:
    """Decorate an operation: it is atomic, and a broken constraint becomes its refusal.

    An operation checks before it writes, so only a write of somebody else at the same moment makes
    it break a constraint. BrokenConstraint then carries the sentence of the constraint. Another
    error of integrity (a foreign key, a missing value) is our fault, and stays an error.
    """

    @wraps(write)
    def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return write(*args, **kwargs)
        except IntegrityError as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            raise BrokenConstraint(sentence) from error

    return whole


def save(instance: models.Model) -> None:
    """Save a row once its fields and constraints are checked; Refused says which one fails."""
    try:
        instance.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    instance.save()


# PostgreSQL names the constraint; SQLite names it or lists its columns. SQLite also writes "NOT
# NULL constraint failed" for a missing value, which is no constraint of a model.
_BROKEN = re.compile(
    r"""constraint "([^"]+)"|(?<!NULL )constraint failed: (?:index )?'?([^'\n]+)"""
)


def _sentence(error: IntegrityError) -> str | None:
    broken = _BROKEN.search(str(error))
    return dict(_constraints()).get(broken[1] or broken[2]) if broken else None


def _constraints() -> Iterator[tuple[str, str]]:
    """(name, or columns as SQLite lists them; sentence) of every constraint of the rooms."""
    for model in apps.get_models():
        table = model._meta.db_table
        for constraint in model._meta.constraints:
            sentence = str(constraint.get_violation_error_message())
            yield constraint.name, sentence
            if isinstance(constraint, models.UniqueConstraint):
                fields = {field.name: field.column for field in model._meta.concrete_fields}
                columns = [fields[name] for name in constraint.fields]
                yield ", ".join(f"{table}.{column}" for column in columns), sentence
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                (sentence,) = model().unique_error_message(model, (field.name,)).messages
                yield f"{table}_{field.column}_key", sentence
                yield f"{table}.{field.column}", sentence

"""Who comes to a call; operations ask again."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from usine.people.access import grants_of

from .format.model import CallFile
from .models import Call, CallVersion, Scheme
from .rights import MAKE


def may_make(user) -> bool:
    return grants_of(user).nation(MAKE)


def call_to_read(user, code: str) -> Call:
    """The call, not found when the user may not see it."""
    calls = Call.objects.visible_to(user).select_related("scheme", "version")
    return get_object_or_404(calls, pk=code)


def call_to_make(user, code: str) -> Call:
    """The call, forbidden to who makes none."""
    check_may_make(user)
    return get_object_or_404(Call.objects.select_related("scheme", "version"), pk=code)


def check_may_make(by) -> None:
    """Raise PermissionDenied unless `by` makes calls; None is the system itself."""
    if by is not None and not may_make(by):
        raise PermissionDenied("Votre mandat ne permet pas de préparer des appels.")


def hold(call: Call, *, by) -> Call:
    """The call as it stands, held until the end of the transaction."""
    rows = Call.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    call = rows.get(pk=call.pk)
    check_may_make(by)
    return call


def hold_or_create(file: CallFile, *, by) -> Call:
    """The call of a file, held; those who bring it in at the same moment come one by one."""
    check_may_make(by)
    header, scheme = file.call, file.scheme
    Scheme.objects.bulk_create(
        [Scheme(scheme.code, scheme.name, scheme.operator, scheme.funder)], ignore_conflicts=True
    )
    call = Call(
        code=header.code,
        scheme_id=scheme.code,
        title=header.title,
        mode=header.mode,
        applies_for=header.subject,
    )
    Call.objects.bulk_create([call], ignore_conflicts=True)
    return hold(call, by=by)


def draft_of(call: Call) -> CallVersion | None:
    return call.versions.filter(published_at=None).first()


def latest_of(call: Call) -> CallVersion:
    """Its last version, be it a draft: a call is made with one."""
    return call.versions.latest("number")

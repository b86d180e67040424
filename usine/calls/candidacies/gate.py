"""Who comes to a candidacy; operations ask again."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from usine.people.access import grants_of
from usine.territories.models import Territory
from usine.values.rights import Right

from ..models import Call, Candidacy, Origin
from ..rights import APPLY, APPROVE, INSTRUCT

_RELATED = ("call__version", "call__scheme", "version", "body", "territory__lead_region", "about")


def candidacy_to_read(user, pk: int) -> Candidacy:
    """The candidacy, not found when the user may not see it."""
    rows = Candidacy.objects.visible_to(user).select_related(*_RELATED)
    return get_object_or_404(rows, pk=pk)


def candidacy_to_edit(user, pk: int) -> Candidacy:
    """The candidacy, not found when the user may not see it, forbidden when they may only see."""
    candidacy = candidacy_to_read(user, pk)
    check_may_edit(candidacy, by=user)
    return candidacy


def may_apply(user) -> bool:
    """Whether a user makes candidacies, for one place or another."""
    return grants_of(user).anywhere(APPLY)


def check_may_apply(by) -> None:
    if by is not None and not may_apply(by):
        raise PermissionDenied("Votre mandat ne permet pas de candidater.")


def may_apply_for(territory: Territory, user) -> bool:
    """Whether a user makes candidacies for what lies in a territory."""
    grants = grants_of(user)
    return grants.nation(APPLY) or territory.place in grants.territories(APPLY)


def origin_of(by, territory: Territory | None) -> Origin:
    """How a candidacy that `by` enters came: the team of a territory fills it in, the national team
    enters what it received. Raises PermissionDenied for anybody else."""
    if by is None or (territory and territory.place in grants_of(by).territories(APPLY)):
        return Origin.ONLINE
    if grants_of(by).nation(APPLY):
        return Origin.MAIL
    raise PermissionDenied("Votre mandat ne permet pas de candidater ici.")


def may_edit(candidacy: Candidacy, user) -> bool:
    """Who enters a candidacy writes it."""
    grants = grants_of(user)
    if candidacy.origin != Origin.ONLINE:
        return grants.nation(APPLY)
    territory = candidacy.territory
    return territory is not None and territory.place in grants.territories(APPLY)


def check_may_edit(candidacy: Candidacy, *, by) -> None:
    """Raise PermissionDenied unless `by` writes this candidacy; None is the system itself."""
    if by is not None and not may_edit(candidacy, by):
        raise PermissionDenied("Votre mandat ne permet pas de modifier cette candidature.")


def may_instruct(candidacy: Candidacy, user) -> bool:
    """Who instructs what comes from its région, or from the nation, in its call."""
    return _reaches(candidacy, user, INSTRUCT)


def may_approve(candidacy: Candidacy, user) -> bool:
    """Likewise, who approves what is decided of it."""
    return _reaches(candidacy, user, APPROVE)


def knows_study(candidacy: Candidacy, user) -> bool:
    """Whether a user knows how a candidacy is studied and decided, before it is told."""
    return may_instruct(candidacy, user) or may_approve(candidacy, user)


def _reaches(candidacy: Candidacy, user, right: Right) -> bool:
    grants = grants_of(user).within(candidacy.call.subject)
    reaches = grants.nation(right) or candidacy.region in grants.regions(right)
    return candidacy.submitted_at is not None and reaches


def instructs(user) -> bool:
    """Whether a user instructs candidacies, of one call or place or another."""
    return _holds(user, INSTRUCT)


def approves(user) -> bool:
    """Whether a user approves decisions, of one call or place or another."""
    return _holds(user, APPROVE)


def _holds(user, right: Right) -> bool:
    return any(each.role in right.roles for each in grants_of(user).holdings)


def check_instructs(by) -> None:
    if by is not None and not instructs(by):
        raise PermissionDenied("Votre mandat ne permet pas d’instruire des candidatures.")


def check_approves(by) -> None:
    if by is not None and not approves(by):
        raise PermissionDenied("Votre mandat ne permet pas d’approuver des décisions.")


def check_may_instruct(candidacy: Candidacy, *, by) -> None:
    """Raise PermissionDenied unless `by` instructs this candidacy; None is the system itself."""
    if by is not None and not may_instruct(candidacy, by):
        raise PermissionDenied("Votre mandat ne permet pas d’instruire cette candidature.")


def check_may_approve(candidacy: Candidacy, *, by) -> None:
    """Raise PermissionDenied unless `by` approves what is decided of it; None is the system."""
    if by is not None and not may_approve(candidacy, by):
        raise PermissionDenied("Votre mandat ne permet pas d’approuver cette décision.")


def hold(candidacy: Candidacy, *, by) -> Candidacy:
    """The candidacy as it stands, held by who writes it until the end of the transaction, its call
    as it is now."""
    candidacy = _held(candidacy)
    check_may_edit(candidacy, by=by)
    return candidacy


def hold_to_instruct(candidacy: Candidacy, *, by) -> Candidacy:
    """The same, for who instructs it."""
    candidacy = _held(candidacy)
    check_may_instruct(candidacy, by=by)
    return candidacy


def hold_to_approve(candidacy: Candidacy, *, by) -> Candidacy:
    """The same, for who approves what is decided of it."""
    candidacy = _held(candidacy)
    check_may_approve(candidacy, by=by)
    return candidacy


def _held(candidacy: Candidacy) -> Candidacy:
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*_RELATED).get(pk=candidacy.pk)


def hold_many(keys: Collection[int]) -> list[Candidacy]:
    """Candidacies as they stand, held in one order, so that two who hold some wait for no other."""
    rows = Candidacy.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.select_related(*_RELATED).filter(pk__in=keys).order_by("pk"))


def hold_call_to_join(call: Call) -> Call:
    """The call, held: its candidacies are numbered one by one."""
    rows = Call.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    return rows.get(pk=call.pk)

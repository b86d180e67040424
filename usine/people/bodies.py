"""All writes of bodies (organismes), and of the people who belong to them."""

from datetime import date

from django.core.exceptions import PermissionDenied

from usine.ledger.operations import record
from usine.ledger.refusals import operation, save
from usine.values import clock
from usine.values.errors import Refused
from usine.values.siren import compact, grouped, is_siren, is_siret
from usine.values.text import fold

from . import naming
from .holding import hold_known
from .models import Membership, Organisation, User
from .queries import given
from .rights import MANAGE
from .rules import body_refusal, end_needs, name_refusal, siren_refusal, siret_refusal


@operation
def add_body(*, name: str, siren: str = "", by: User | None) -> Organisation:
    """Add a body. Raises Refused when its name is a number, when its SIREN is wrong or taken, and
    on a name without SIREN that another body without SIREN has."""
    _check(by)
    body = _written(Organisation(), name, siren)
    _record_added(body, by=by)
    return body


@operation
def change_body(body: Organisation, *, name: str, siren: str, by: User | None) -> Organisation:
    """Change the name or the SIREN of a body. Raises Refused as `add_body` does, and on another
    SIREN than that of the establishments of its members."""
    _check(by)
    body = _hold(body)
    _check_establishments(body, compact(siren))
    before = _payload(body)
    after = _payload(_written(body, name, siren))
    changes = {each: [before[each], after[each]] for each in after if before[each] != after[each]}
    if changes:
        record("people.change_body", subject=subject_of(body), by=by, payload=changes)
        naming.follow(before, after)
    return body


@operation
def join_body(
    user: User,
    body: Organisation,
    *,
    starts_on: date,
    by: User | None,
    siret: str = "",
    ends_on: date | None = None,
) -> Membership:
    """Make a person belong to a body, at the establishment of `siret` when it is given.

    Raises Refused when the SIRET is not one of that body, and when the person already belongs to
    the body at these dates, or was forgotten.
    """
    _check(by)
    user, body, siret = hold_known(user), _hold(body), compact(siret)
    if refusal := siret_refusal(siret, body.siren):
        raise Refused(refusal)
    same = user.memberships.filter(organisation=body)
    if same.running_between(starts_on, ends_on).exists():
        raise Refused("Cette personne appartient déjà à cet organisme à ces dates.")
    membership = Membership(
        user=user, organisation=body, siret=siret, starts_on=starts_on, ends_on=ends_on
    )
    save(membership)
    record(
        "people.join_body",
        subject=f"membership:{membership.pk}",
        by=by,
        payload={
            "user": user.pk,
            "organisation": body.pk,
            "siret": siret,
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
    )
    return membership


@operation
def leave_body(membership: Membership, *, on: date, by: User | None, reason: str = "") -> None:
    """Set the last day on which a person belongs to a body. Raises Refused on a day before the
    first, without a `reason` when the last day is past or put off, and once the person was
    forgotten."""
    _check(by)
    membership = hold_known(membership.user).memberships.get(pk=membership.pk)
    before, membership.ends_on = membership.ends_on, on
    if before == on:
        raise Refused("Cette appartenance prend déjà fin ce jour-là.")
    save(membership)
    needed = end_needs(before, on, clock.today(), counts=False)
    if by is not None and needed and not reason.strip():
        raise Refused(needed)
    record(
        "people.leave_body",
        subject=f"membership:{membership.pk}",
        by=by,
        payload={"ends_on": [before, on], **given(reason)},
    )


def body_given(text: str, *, by: User | None) -> Organisation | None:
    """The body that somebody typed by its name or its SIREN, added when its name is not known.

    To be called inside an operation that has asked who may. Raises Refused on digits that are
    no SIREN, on a SIREN that no body has, and on a name that several have.
    """
    name = " ".join(text.split())
    if not name:
        return None
    if refusal := body_refusal(name):
        raise Refused(refusal)
    if is_siren(compact(name)):
        return _of_siren(compact(name))
    named = list(Organisation.objects.filter(name_key=fold(name))[:2])
    if len(named) > 1:
        raise Refused(f"Plusieurs organismes s’appellent {name}\u00a0: donnez le SIREN du bon.")
    return named[0] if named else _added(name, by=by)


def body_numbered(number: str, *, name: str, by: User | None) -> Organisation:
    """The body of a SIREN or a SIRET that somebody typed, added under `name` when it is new.

    To be called inside an operation that has asked who may. Raises Refused on digits that are
    neither, and without a name for a new body.
    """
    number, name = compact(number), " ".join(name.split())
    if not (is_siren(number) or is_siret(number)):
        raise Refused(
            "Ce n’est ni un SIREN (neuf chiffres) ni un SIRET (quatorze)\u00a0: vérifiez-les."
        )
    siren = number[:9]
    if body := Organisation.objects.filter(siren=siren).first():
        return body
    if not name:
        raise Refused(
            f"L’organisme du SIREN {grouped(siren)} n’est pas encore connu\u00a0: donnez son nom."
        )
    body = _written(Organisation(), name, siren)
    _record_added(body, by=by)
    return body


def subject_of(body: Organisation) -> str:
    return f"organisation:{body.pk}"


def _of_siren(siren: str) -> Organisation:
    body = Organisation.objects.filter(siren=siren).first()
    if body is None:
        raise Refused(
            f"Aucun organisme n’a le SIREN {grouped(siren)}\u00a0: donnez son nom, ou demandez "
            "à l’équipe nationale de l’ajouter aux réglages."
        )
    return body


def _added(name: str, *, by: User | None) -> Organisation:
    """A body of this name; a constraint gives one body to two users who type it at once."""
    body, is_new = Organisation.objects.get_or_create(
        name_key=fold(name), siren="", defaults={"name": name}
    )
    if is_new:
        _record_added(body, by=by)
    return body


def _record_added(body: Organisation, *, by: User | None) -> None:
    record("people.add_body", subject=subject_of(body), by=by, payload=_payload(body))
    naming.follow(_payload(body))


def _hold(body: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(no_key=True).get(pk=body.pk)


def _check_establishments(body: Organisation, siren: str) -> None:
    sited = body.memberships.exclude(siret="")
    if siren != body.siren and sited.exists():
        raise Refused(
            "Des personnes sont rattachées à un établissement de cet organisme, dont le SIRET "
            f"commence par {grouped(body.siren)}\u00a0: ce SIREN ne change plus."
        )


def _written(body: Organisation, name: str, siren: str) -> Organisation:
    body.name, body.siren = " ".join(name.split()), compact(siren)
    if refusal := name_refusal(body.name) or siren_refusal(body.siren):
        raise Refused(refusal)
    save(body)
    return body


def _payload(body: Organisation) -> dict[str, str]:
    return {"name": body.name, "siren": body.siren}


def _check(by: User | None) -> None:
    if by is not None and not by.grants.nation(MANAGE):
        raise PermissionDenied("Seule l’équipe nationale tient la liste des organismes.")

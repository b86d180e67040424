"""What a campaign asks of whoever keeps a plan: to bring it up to date."""

from collections.abc import Collection, Sequence

from usine.asks.addressing import Addressee, a_role, people_of
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.pages.links import Link
from usine.people.models import User
from usine.people.roles import Role
from usine.subjects.models import Subject
from usine.territories.models import Territory
from usine.values.errors import Refused
from usine.values.formats import format_count, format_counted, format_day

from ..keepers import keepers
from ..queries import Plan
from ..rights import CHASE, EDIT
from ..updating import CODE, CURRENT, PARTLY, left_address, opened_on, unconfirmed
from .links import shortcut
from .progress import Confirmed, confirmed_since


def territory_of(key: str) -> int:
    """The key of a territory, of its subject: "territory:3"."""
    return int(key.partition(":")[2])


def _check(keys: Sequence[str]) -> None:
    numbers = {territory_of(key) for key in keys if key.startswith("territory:")}
    if Territory.objects.current().filter(pk__in=numbers).count() < len(set(keys)):
        raise Refused("On ne met à jour que le plan d’un territoire de la période en cours.")


def _to(subjects: Sequence[Subject]) -> list[Addressee]:
    return keepers(Territory.objects.select_related("lead_region").get(place=subjects[0].place))


def _check_current(ask: Ask, by) -> None:
    """Raise Refused when an open action was not confirmed since the campaign opened."""
    place, day = ask.subject.place, opened_on(ask)
    left = unconfirmed(day).filter(territory__place=place).count() if ask.outcome == CURRENT else 0
    if left:
        raise Refused(
            f"Il reste {format_counted(left, 'action', 'actions')} à confirmer depuis le "
            f"{format_day(day)}\u00a0: confirmez d’abord, ou dites ce qui reste."
        )


def _coordinators(ask: Ask) -> Collection[User]:
    territory = Territory.objects.select_related("lead_region").get(pk=territory_of(ask.subject_id))
    return people_of(a_role(Role.REGIONAL_COORDINATOR, territory.lead_region))


def _work(ask: Ask) -> Link:
    """What is left to confirm in the plan, or all of it, with how far it is up to date."""
    territory, day = Territory.objects.get(pk=territory_of(ask.subject_id)), opened_on(ask)
    done = confirmed_since([territory], day).get(territory.pk, Confirmed())
    words = format_counted(done.confirmed, "action confirmée", "actions confirmées")
    label = f"Ouvrir le plan\u00a0: {words} sur {format_count(done.actions)}"
    address = left_address(territory, day) if done.left else Plan(territory=territory).address()
    return Link(f"{label} depuis le {format_day(day)}", address)


UPDATE = AskKind(
    CODE,
    "Mettre le plan à jour",
    (
        Outcome(CURRENT, "Mon plan est à jour"),
        Outcome(PARTLY, "En partie\u00a0: voici ce qui reste à faire", needs_words=True),
    ),
    may_ask=CHASE,
    is_followed=True,
    may_answer=EDIT,
    check=_check,
    on_answer=_check_current,
    to=_to,
    after_ladder=_coordinators,
    work=_work,
    shortcut=shortcut,
    message="Bonjour,\n\nMerci de passer vos actions en revue\u00a0: mettez à jour celles qui ont "
    "bougé, confirmez les autres\u00a0: la dernière confirmée répond à cette demande.\n\nMerci.",
)

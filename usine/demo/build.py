"""Builds the demonstration: the years since the label, played through the operations of users."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from django.conf import settings
from django.db import connection, transaction

from usine.calls import demonstration as calls
from usine.figures.demonstration import SUBJECT, VERB
from usine.jobs.schedules import do_due
from usine.ledger import triggers
from usine.ledger.models import Account, Closing, Entry, Event, Head, Payload
from usine.ledger.operations import record, settle_many
from usine.people.demonstration import PRESENCE, Posts
from usine.people.models import Mandate, User
from usine.plans.demonstration import committees, sessions, sheets, since, standing, unblocking
from usine.plans.demonstration.lives import plans
from usine.plans.demonstration.profiles import TerritoryProfile, profiles
from usine.plans.models import Action
from usine.territories import measures as territories
from usine.territories.demonstration import LABELLED
from usine.territories.models import Period, Territory
from usine.territories.periods import record_opening
from usine.territories.proof import about
from usine.territories.sources import load_available
from usine.values import clock
from usine.values.agenda import at
from usine.values.errors import Refused

from .agenda import play

SEED = "Territoires d’industrie"
# Where the accounts to try are, when the real territories are loaded.
TO_TRY = "pays-de-saint-omer"

Progress = Callable[[str], None]


@transaction.atomic
def build(
    *,
    reference: Path | None = None,
    until: date | None = None,
    progress: Progress = lambda step: None,
) -> None:
    """Fill the database with the demonstration, all of it or nothing.

    `reference` is the folder of reference files, the first source of territories. With the 183
    territories, the figures are the official ones at their dates; with fewer, in proportion. Plans
    live on until the day before `until` (today).
    Raises Refused when the database holds real work.
    """
    refuse_real_work()
    with clock.set_to(at(LABELLED, 0)):
        if Territory.objects.current().exists():
            refuse_outside_development()
            date_labels_back()
        else:
            load_available(reference=reference, by=None, progress=progress)
        do_due()  # Nothing yet: schedules begin with the programme.
    random = Random(SEED)  # noqa: S311 - the same demonstration every time, nothing secret
    where = profiles(Territory.objects.current(), random)
    posts = Posts([each.territory for each in where], to_try(where).territory, random)
    share = min(len(where) / sum(PRESENCE.values()), 1)
    reviewed = plans(where, share, random)
    scenes = [*posts.scenes(), *sessions.scenes(reviewed, posts, random)]
    end = until or clock.today()
    scenes += since.scenes(reviewed, posts, end, random)
    scenes += [*sheets.scenes(reviewed, posts, end, random), *standing.scenes(posts, end)]
    scenes += [*committees.scenes(posts, end), *unblocking.scenes(posts, end), *calls.scenes(end)]
    play(scenes, progress)
    with clock.set_to(at(until, 0) if until else clock.now()):
        do_due()
    record(VERB, subject=SUBJECT, by=None, payload={"seed": SEED, "territories": len(where)})


def to_try(where: list[TerritoryProfile]) -> TerritoryProfile:
    """The territory whose people have the logins, and whose plan is made worth a visit."""
    place = next((each for each in where if each.territory.slug == TO_TRY), where[0])
    place.weight = max(place.weight, 1.5)
    return place


def refuse_real_work() -> None:
    """Raise Refused when anything but territories was ever recorded here."""
    work = [
        f"{n} {label}"
        for label, n in (
            ("comptes", User.objects.count()),
            ("mandats", Mandate.objects.count()),
            ("actions", Action.objects.count()),
        )
        if n
    ]
    if not work and Event.objects.exclude(verb__startswith="territories.").exists():
        work = ["un registre déjà tenu"]
    if work:
        raise Refused(
            f"Cette base contient du travail réel ({', '.join(work)})\u00a0: la démonstration se "
            "construit dans une base neuve."
        )


def refuse_outside_development() -> None:
    """Raise Refused unless DEBUG: only a site of development may empty its ledger."""
    if not settings.DEBUG:
        raise Refused(
            "Le registre de cette base contient déjà l’inscription de territoires, et la "
            "démonstration le recommencerait\u00a0: elle ne le fait qu’en développement (DEBUG=1). "
            "Construisez-la plutôt dans une base neuve."
        )


def date_labels_back() -> None:
    """Begin the ledger again with the labels of present territories, recorded at their dates.

    Events recorded today would make all later ones look recorded today. The ledger holds nothing
    else (`refuse_real_work`).
    """
    triggers.remove(connection)
    for model in (Payload, Entry, Closing, Account, Event, Head):
        model._base_manager.all()._raw_delete(using=connection.alias)
    Head.objects.create()
    triggers.install(connection)
    for period in Period.objects.order_by("starts_on"):
        record_opening(period, by=None)
        labelled = period.territories.all()
        if not labelled:
            continue
        event = record(
            "territories.load",
            subject=f"period:{period.pk}",
            by=None,
            payload={"source": period.source},
            about=about(labelled),
        )
        settle_many(
            {territories.subject_of(each): territories.timeline(each) for each in labelled},
            event=event,
        )

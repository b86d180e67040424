"""The messages of campaigns, how they are forgotten, and how pages tell what answers one."""

from collections import Counter
from collections.abc import Collection

from usine.asks.models import Ask
from usine.asks.rows import AskRow
from usine.asks.states import AskState
from usine.asks.withdrawing import mailed
from usine.asks.words import ERASED
from usine.people.models import User
from usine.values.formats import format_counted

from ..models import Campaign
from ..updating import campaign_of
from .confirming import Reviewed


def forget(user: User) -> None:
    """Empty the messages that a person sent; that they sent them on a day stays."""
    Campaign.objects.filter(by=user).update(text=ERASED)


def confirmed(reviewed: Reviewed) -> str:
    """What was confirmed, and what that answers."""
    return " ".join([_counted(reviewed), *answering(reviewed)])


def confirmed_by_mail(reviewed: Reviewed) -> str:
    """What was confirmed by a link; its page then tells what is left, and how."""
    return " ".join([_counted(reviewed), *answering(reviewed._replace(left=0))])


def _counted(reviewed: Reviewed) -> str:
    count = format_counted(reviewed.actions, "action est confirmée", "actions sont confirmées")
    return f"{count} à ce jour."


def answering(reviewed: Reviewed) -> list[str]:
    """What a confirmation answers, and what is left to confirm before it does."""
    sentences = []
    if reviewed.is_answer:
        sentences.append(
            "Cela répond à la demande de mise à jour\u00a0: «\u00a0Mon plan est à jour\u00a0»."
        )
    if reviewed.left:
        left = format_counted(reviewed.left, "autre action", "autres actions")
        sentences.append(f"Pour répondre à la demande de mise à jour, confirmez encore {left}.")
    return sentences


def withdrawing(rows: Collection[AskRow]) -> str:
    """What the withdrawal of a campaign does, of what it asked."""
    states = Counter(row.ask.state for row in rows)
    waiting = [row.ask for row in rows if row.ask.is_waiting]
    told = {each.pk for each in waiting if each.state == AskState.SEEN} | mailed(waiting)
    answers = states[AskState.ANSWERED]
    ends = format_counted(len(waiting), "demande sera retirée", "demandes seront retirées")
    sentences = [f"{ends}\u00a0: plus rien n’y sera attendu, et leurs liens ne serviront plus."]
    if told:
        one = "destinataire l’a vue, ou son courriel, et en sera prévenu"
        several = "destinataires l’ont vue, ou son courriel, et en seront prévenus"
        sentences.append(f"{format_counted(len(told), one, several)} tout de suite.")
    if answers:
        kept = format_counted(answers, "réponse reçue restera", "réponses reçues resteront")
        sentences.append(f"{kept}.")
    return " ".join([*sentences, "Vous pourrez remettre la campagne."])


def closing(ask: Ask) -> str:
    """What became of an ask that is closed, as the title of a page."""
    if ask.state != AskState.WITHDRAWN:
        return _CLOSINGS[AskState(ask.state)]
    campaign = campaign_of(ask)
    is_cancelled = campaign is not None and campaign.withdrawn_at is not None
    return "Cette campagne est annulée" if is_cancelled else "Cette demande est retirée"


_CLOSINGS = {
    AskState.ANSWERED: "C’est déjà répondu",
    AskState.DECLINED: "Cette demande est déclinée",
    AskState.REDIRECTED: "Cette demande est passée à quelqu’un d’autre",
    AskState.LAPSED: "Cette campagne est terminée",
}

"""Who comes to campaigns; pages ask here, and operations ask again."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from ..models import Campaign
from ..queries import Plan
from ..rights import CHASE


def check_may_send(plan: Plan, *, by) -> None:
    """Raise PermissionDenied unless `by` may ask all the territories of a region or of the nation;
    None is the system itself."""
    if by is not None and not plan.allows(CHASE, by):
        raise PermissionDenied("Votre mandat ne permet pas d’interroger ces territoires.")


def campaign_to_read(user, pk: int) -> Campaign:
    """The campaign, not found when it asks no territory that the user follows."""
    campaigns = Campaign.objects.visible_to(user).select_related("region", "by")
    return get_object_or_404(campaigns, pk=pk)


def check_is_mine(campaign: Campaign, *, by) -> None:
    """Raise PermissionDenied unless `by` sent the campaign; None is the system itself."""
    if by is not None and by.pk != campaign.by_id:
        raise PermissionDenied("Vous n’avez pas envoyé cette campagne.")


def hold_campaign(campaign: Campaign) -> Campaign:
    """The campaign as it stands, held until the end of the transaction."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("region", "by").get(pk=campaign.pk)

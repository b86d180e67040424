"""Campaigns: prepared, sent, followed by territory."""

import hashlib
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usine.ledger.queries import head
from usine.pages.answers import Undo, acted, answered
from usine.pages.lists import Sort, page_asked
from usine.pages.spreadsheets import as_csv, attached, file_name
from usine.people.requests import SignedInRequest
from usine.values import clock
from usine.values.formats import format_counted

from ..campaigns import operations, words
from ..campaigns.board import COLUMNS, DEFAULT, HEADER, STANDINGS, BoardRow, board, by_region, lines
from ..campaigns.forms import CampaignForm
from ..campaigns.gate import campaign_to_read, check_is_mine, check_may_send
from ..campaigns.queries import Target, targets
from ..models import Campaign
from ..places import region_at
from ..queries import Plan

form_methods = require_http_methods(["GET", "HEAD", "POST"])
# The digest of those whom the preview listed.
LISTED = "listed"
# How many lines a preview unfolds: what one acts by stays in sight.
FEW = 10


@require_safe
def national_campaigns(request: SignedInRequest) -> HttpResponse:
    return _list(request, Plan())


@require_safe
def region_campaigns(request: SignedInRequest, slug: str) -> HttpResponse:
    return _list(request, Plan(region=region_at(slug)))


def _list(request: SignedInRequest, plan: Plan) -> HttpResponse:
    check_may_send(plan, by=request.user)
    campaigns = Campaign.objects.visible_to(request.user).select_related("region", "by")
    if plan.region:
        there = plan.territories().order_by()
        campaigns = campaigns.filter(plans__territory__in=there).distinct()
    context = {
        "plan": plan,
        "campaigns": page_asked(request, campaigns),
        "prepare_url": plan.address("prepare_campaign"),
    }
    return render(request, "plans/campaigns.html", context)


@form_methods
def national_prepare_campaign(request: SignedInRequest) -> HttpResponse:
    return _prepare(request, Plan())


@form_methods
def region_prepare_campaign(request: SignedInRequest, slug: str) -> HttpResponse:
    return _prepare(request, Plan(region=region_at(slug)))


def _prepare(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """The form, then whom it asks; sent once that list was read and is still so."""
    check_may_send(plan, by=request.user)
    form = CampaignForm(request.POST or None, plan=plan)
    chosen = targets(form.chosen, form.cleaned_data["opens_on"]) if form.is_valid() else []
    digest, listed = _digest(chosen), request.POST.get(LISTED, "")
    if listed == digest and form.is_valid():
        if answer := _sent(request, plan, form):
            return answer
    elif listed:
        messages.warning(request, "La liste a changé depuis\u00a0: relisez, puis envoyez.")
    context = {
        "plan": plan,
        "form": form,
        "list_url": plan.address("campaigns"),
        "is_previewed": bool(chosen),
        "listed": digest,
        "few": FEW,
        "asked": [each for each in chosen if each.is_asked],
        "to_confirm": sum(each.left for each in chosen if each.is_asked),
        "vacant": [each for each in chosen if each.is_vacant],
        "waiting": [each for each in chosen if each.people and each.waiting],
        "current": [each for each in chosen if each.is_current],
    }
    return render(request, "plans/prepare_campaign.html", context)


def _digest(chosen: Sequence[Target]) -> str:
    told = ",".join(f"{each.territory.pk}:{each.is_asked}" for each in chosen)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _sent(request: SignedInRequest, plan: Plan, form: CampaignForm) -> HttpResponse | None:
    return answered(
        request,
        form,
        lambda: operations.send_campaign(plan, **form.values, by=request.user),
        message="La campagne est envoyée.",
        undo=lambda campaign: Undo(reverse("plans:withdraw_campaign", args=[campaign.pk])),
    )


def _rows(request: SignedInRequest, campaign: Campaign) -> tuple[list[BoardRow], Sort]:
    sort = Sort.asked(request, COLUMNS, DEFAULT)
    rows = board(campaign, request.user, clock.today())
    return sorted(rows, key=COLUMNS[sort.column], reverse=sort.descending), sort


@require_safe
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_read(request.user, pk)
    rows, sort = _rows(request, campaign)
    regions = by_region(rows)
    plan = Plan(region=regions[0].region) if len(regions) == 1 else Plan()
    silent = [row.asked.ask for row in rows if row.asked and row.asked.ask.is_waiting]
    is_mine = campaign.by_id == request.user.pk
    context = {
        "campaign": campaign,
        "list_url": plan.address("campaigns"),
        "rows": rows,
        "sort": sort,
        "regions": regions if len(regions) > 1 else [],
        "standings": [label for label, _ in STANDINGS.values()],
        "csv_url": reverse("plans:campaign_export", args=[pk]),
        "facts": list(_facts(rows)),
        "silent": len(silent),
        "to_remind": sum(ask.may_be_reminded for ask in silent),
        "is_mine": is_mine,
        "may_withdraw": is_mine and bool(silent),
        "may_restore": is_mine and campaign.withdrawn_at is not None,
    }
    return render(request, "plans/campaign.html", context)


def _facts(rows: Sequence[BoardRow]) -> list[str]:
    counts = {code: sum(row.standing == code for row in rows) for code in reversed(STANDINGS)}
    return [format_counted(count, *STANDINGS[code]) for code, count in counts.items() if count]


@require_safe
def campaign_export(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_read(request.user, pk)
    rows, _ = _rows(request, campaign)
    name = file_name(f"campagne-{campaign.sent_on}", "csv", head=head())
    return attached(as_csv(HEADER, lines(rows)), name)


@require_POST
def remind_silent(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_read(request.user, pk)
    return acted(
        request,
        lambda: operations.remind_silent(campaign, by=request.user),
        message=lambda count: f"{format_counted(count, 'rappel envoyé', 'rappels envoyés')}.",
        to=campaign,
    )


@form_methods
def withdraw_campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    """What that does is read first."""
    campaign = campaign_to_read(request.user, pk)
    if request.method != "POST":
        return _withdrawal(request, campaign)
    return acted(
        request,
        lambda: operations.withdraw_campaign(campaign, by=request.user),
        message="La campagne est annulée\u00a0: plus rien n’est attendu.",
        to=campaign,
        undo=lambda _: Undo(reverse("plans:restore_campaign", args=[pk]), label="La remettre"),
    )


def _withdrawal(request: SignedInRequest, campaign: Campaign) -> HttpResponse:
    check_is_mine(campaign, by=request.user)
    asked = [row.asked for row in board(campaign, request.user, clock.today()) if row.asked]
    waits = any(row.ask.is_waiting for row in asked)
    context = {
        "title": "Annuler la campagne\u00a0?",
        "explanation": words.withdrawing(asked),
        "refusal": "" if waits else operations.NOTHING_WAITS,
        "verb": "Annuler la campagne",
        "back": "La garder",
        "cancel_url": campaign.get_absolute_url(),
    }
    return render(request, "pages/confirm.html", context)


@require_POST
def restore_campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_to_read(request.user, pk)
    return acted(
        request,
        lambda: operations.restore_campaign(campaign, by=request.user),
        message="La campagne est remise\u00a0: ce qu’elle attendait l’est de nouveau.",
        to=campaign,
    )

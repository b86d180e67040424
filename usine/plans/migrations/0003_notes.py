"""The comment of each action becomes its first note, signed by whoever had written it."""

import json

from django.db import migrations


def keep(apps, schema_editor):
    action_model = apps.get_model("plans", "Action")
    note_model = apps.get_model("exchanges", "Note")
    subject_model = apps.get_model("subjects", "Subject")
    commented = action_model.objects.exclude(comment="").select_related("territory")
    there = set(subject_model.objects.filter(kind="action").values_list("pk", flat=True))
    users = set(apps.get_model("people", "User").objects.values_list("pk", flat=True))
    signed = _signed(apps)
    for action in commented.iterator(2_000):
        key = f"action:{action.pk}"
        if key not in there:
            # `usine rebuild_subjects` gives it its words and its audience.
            subject_model.objects.create(
                key=key,
                kind="action",
                title=action.title,
                path=f"/actions/{action.pk}/",
                place=action.territory.place,
            )
        number, actor, at = signed.get((key, action.comment), (None, None, action.changed_at))
        note_model.objects.create(
            subject_id=key,
            text=action.comment,
            by_id=actor if actor in users else None,
            at=at,
            event_id=number,
        )


def _signed(apps):
    """{(subject, comment): (event, actor, moment)} of the last event that gave the comment."""
    payloads = apps.get_model("ledger", "Payload").objects
    named = payloads.filter(subject__startswith="action:", content__contains='"comment"')
    rows = named.order_by("event").values_list(
        "subject", "content", "event", "event__actor_id", "event__recorded_at"
    )
    signed = {}
    for subject, content, number, actor, at in rows.iterator(2_000):
        recorded = json.loads(content)
        text = recorded.get("values", {}).get("comment")
        if "comment" in recorded.get("changes", {}):
            text = recorded["changes"]["comment"][1]
        if text:
            signed[subject, text] = (number, actor, at)
    return signed


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0002_details"),
        ("exchanges", "0001_initial"),
        ("people", "0001_initial"),
        ("ledger", "0001_initial"),
        ("subjects", "0001_initial"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]

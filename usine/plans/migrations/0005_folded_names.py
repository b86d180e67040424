"""Details keep their folded name, which no other of their action has."""

import django.db.models.functions.comparison
from django.db import migrations, models

from usine.values.text import fold

# The field that names each kind, and what its name is told apart by.
NAMED = {
    "Milestone": ("title", ("action_id",)),
    "FundingLine": ("label", ("action_id", "funder", "year")),
    "OwnIndicator": ("name", ("action_id",)),
}


def fold_names(apps, schema_editor):
    """The second of two that a race had written under one name stays unfolded, to be mended."""
    for name, (named_by, among) in NAMED.items():
        model = apps.get_model("plans", name)
        taken, folded = set(), []
        for row in model.objects.order_by("pk").iterator(2_000):
            row.folded = fold(getattr(row, named_by))[:600]
            key = (row.folded, *(getattr(row, each) for each in among))
            if row.removed_at or key not in taken:
                folded.append(row)
            if not row.removed_at:
                taken.add(key)
        model.objects.bulk_update(folded, ["folded"], batch_size=1_000)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_details_once'),
    ]

    operations = [
        migrations.AddField(
            model_name='fundingline',
            name='folded',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name='milestone',
            name='folded',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=600),
        ),
        migrations.AddField(
            model_name='ownindicator',
            name='folded',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=600),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.UniqueConstraint(models.F('action'), models.F('funder'), models.F('folded'), django.db.models.functions.comparison.Coalesce('year', 0), condition=models.Q(('removed_at__isnull', True), models.Q(('folded', ''), _negated=True)), name='funding_once_folded', violation_error_message='La fiche a déjà ce financement\xa0: modifiez-le.'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True), models.Q(('folded', ''), _negated=True)), fields=('action', 'folded'), name='step_once_folded', violation_error_message='La fiche a déjà cette étape\xa0: modifiez-la.'),
        ),
        migrations.AddConstraint(
            model_name='ownindicator',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True), models.Q(('folded', ''), _negated=True)), fields=('action', 'folded'), name='indicator_once_folded', violation_error_message='La fiche a déjà cet indicateur\xa0: modifiez-le.'),
        ),
    ]

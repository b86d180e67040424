"""Titles of subjects that are searched are compared by their stems."""

import django.db.models.deletion
from django.db import migrations, models

from usine.subjects.words import stems_of


def stem_titles(apps, schema_editor):
    Subject = apps.get_model("subjects", "Subject")
    TitleStem = apps.get_model("subjects", "TitleStem")
    searched = Subject.objects.exclude(words="").values_list("pk", "title").order_by("pk")
    TitleStem.objects.bulk_create(
        (TitleStem(subject_id=pk, stem=stem) for pk, title in searched for stem in stems_of(title)),
        batch_size=2_000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('subjects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TitleStem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stem', models.CharField(max_length=40, verbose_name='racine')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stems', to='subjects.subject')),
            ],
            options={
                'verbose_name': 'racine d’un intitulé',
                'constraints': [models.UniqueConstraint(fields=('stem', 'subject'), name='title_stem_once')],
            },
        ),
        migrations.RunPython(stem_titles, migrations.RunPython.noop),
    ]


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('key', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='objet')),
                ('kind', models.CharField(max_length=20, verbose_name='nature')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé')),
                ('path', models.CharField(max_length=300, verbose_name='adresse')),
                ('place', models.CharField(blank=True, max_length=24, verbose_name='lieu')),
                ('words', models.TextField(blank=True, verbose_name='mots cherchés')),
            ],
            options={
                'verbose_name': 'objet',
                'ordering': ['title', 'key'],
                'indexes': [models.Index(fields=['kind', 'title'], name='subject_by_kind'), models.Index(fields=['place'], name='subject_by_place')],
            },
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=60, verbose_name='jeton')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audience', to='subjects.subject')),
            ],
            options={
                'verbose_name': 'public d’un objet',
                'constraints': [models.UniqueConstraint(fields=('subject', 'token'), name='audience_token_once')],
            },
        ),
    ]


from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JobKey',
            fields=[
                ('key', models.CharField(max_length=200, primary_key=True, serialize=False, verbose_name='clé')),
                ('given_at', models.DateTimeField(verbose_name='donné le')),
            ],
            options={
                'verbose_name': 'clé d’un travail',
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('code', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='code')),
                ('due_at', models.DateTimeField(verbose_name='prochaine échéance')),
                ('ran_at', models.DateTimeField(editable=False, null=True, verbose_name='dernière exécution')),
                ('outcome', models.TextField(blank=True, editable=False, verbose_name='résultat')),
            ],
            options={
                'verbose_name': 'travail à heure fixe',
            },
        ),
    ]


from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Posted',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='clé')),
                ('claimed_at', models.DateTimeField(db_index=True, verbose_name='pris en charge le')),
                ('location', models.TextField(blank=True, verbose_name='adresse de la réponse')),
            ],
            options={
                'verbose_name': 'formulaire envoyé',
            },
        ),
    ]

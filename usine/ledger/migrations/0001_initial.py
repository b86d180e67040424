
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Head',
            fields=[
                ('number', models.BigIntegerField(default=0, primary_key=True, serialize=False, verbose_name='numéro du dernier événement')),
                ('recorded_at', models.DateTimeField(null=True, verbose_name='enregistré le')),
                ('seal', models.CharField(blank=True, max_length=64, verbose_name='sceau du dernier événement')),
                ('entries_seal', models.CharField(blank=True, max_length=64, verbose_name='sceau de ses écritures')),
                ('volume', models.BigIntegerField(default=1, verbose_name='premier événement du volume ouvert')),
                ('entries', models.BigIntegerField(default=0, verbose_name='écritures du volume ouvert')),
            ],
            options={
                'verbose_name': 'tête de chaîne',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='identifiant')),
                ('measure', models.CharField(max_length=40, verbose_name='mesure')),
                ('place', models.CharField(blank=True, max_length=24, verbose_name='lieu')),
                ('axis', models.CharField(blank=True, max_length=24, verbose_name='axe')),
                ('state', models.CharField(blank=True, max_length=24, verbose_name='état')),
                ('scheme', models.CharField(blank=True, max_length=24, verbose_name='dispositif')),
                ('funder', models.CharField(blank=True, max_length=24, verbose_name='financeur')),
                ('year', models.CharField(blank=True, max_length=24, verbose_name='exercice')),
                ('rank', models.PositiveIntegerField(verbose_name='rang dans les clôtures de la mesure')),
                ('seal', models.CharField(max_length=64, verbose_name='sceau')),
            ],
            options={
                'verbose_name': 'compte',
                'ordering': ['measure', 'rank'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'place', 'axis', 'state', 'scheme', 'funder', 'year'), name='account_once'), models.UniqueConstraint(fields=('measure', 'rank'), name='account_rank_once')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volume', models.BigIntegerField(verbose_name='premier événement du volume, 0 pour tous')),
                ('measure', models.CharField(max_length=40, verbose_name='mesure')),
                ('grain', models.CharField(choices=[('year', 'année'), ('month', 'mois'), ('day', 'jour')], max_length=5, verbose_name='durée')),
                ('start', models.DateField(verbose_name='premier jour')),
                ('moves', models.BinaryField(verbose_name='mouvements')),
            ],
            options={
                'verbose_name': 'clôture',
                'ordering': ['volume', 'measure', 'grain', 'start'],
                'constraints': [models.UniqueConstraint(fields=('volume', 'measure', 'grain', 'start'), name='closing_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='numéro')),
                ('verb', models.CharField(max_length=60, verbose_name='verbe')),
                ('subject', models.CharField(max_length=60, verbose_name='objet')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='auteur')),
                ('recorded_at', models.DateTimeField(db_index=True, verbose_name='enregistré le')),
                ('payloads_digest', models.CharField(max_length=64, verbose_name='empreinte des contenus')),
                ('previous_seal', models.CharField(max_length=64, verbose_name='sceau précédent')),
                ('entries_seal', models.CharField(max_length=64, verbose_name='sceau des écritures précédentes')),
                ('seal', models.CharField(max_length=64, unique=True, verbose_name='sceau')),
            ],
            options={
                'verbose_name': 'événement',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['subject', 'number'], name='event_of_subject')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60, verbose_name='objet')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('amount', models.BigIntegerField(verbose_name='montant')),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='ledger.account')),
                ('event', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='ledger.event')),
            ],
            options={
                'verbose_name': 'écriture',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['subject'], name='entry_of_subject'), models.Index(fields=['event'], name='entry_of_event'), models.Index(fields=['account', 'effective_on'], name='entry_of_account')],
            },
        ),
        migrations.CreateModel(
            name='Payload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=60, verbose_name='objet')),
                ('digest', models.CharField(max_length=64, verbose_name='empreinte')),
                ('content', models.TextField(null=True, verbose_name='contenu')),
                ('event', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payloads', to='ledger.event')),
            ],
            options={
                'verbose_name': 'contenu d’un événement',
                'ordering': ['event', 'subject'],
                'indexes': [models.Index(fields=['subject', 'event'], name='payload_of_subject')],
                'constraints': [models.UniqueConstraint(fields=('event', 'subject'), name='payload_once_a_subject')],
            },
        ),
    ]

import django.db.models.deletion
import usine.values.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('geography', '0001_initial'),
        ('people', '0001_initial'),
        ('plans', '0001_initial'),
        ('territories', '0002_sector'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('kind', models.CharField(choices=[('depends_on', 'Dépend de'), ('same_project', 'Même projet que')], max_length=12, verbose_name='lien')),
            ],
            options={
                'verbose_name': 'lien entre actions',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Blockage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('recorded_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='enregistré le')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='remplacé le')),
                ('kind', models.CharField(blank=True, choices=[('land', 'Foncier'), ('skills', 'Compétences'), ('funding', 'Financement'), ('regulation', 'Réglementaire'), ('energy', 'Énergie et réseaux'), ('governance', 'Gouvernance'), ('supplier', 'Fournisseur'), ('other', 'Autre')], max_length=12, verbose_name='nature')),
                ('words', models.TextField(blank=True, verbose_name='précisions')),
            ],
            options={
                'verbose_name': 'blocage',
                'ordering': ['effective_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FundingAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('recorded_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='enregistré le')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='remplacé le')),
                ('name', models.CharField(max_length=8, verbose_name='montant')),
                ('amount', models.BigIntegerField(null=True, verbose_name='valeur')),
            ],
            options={
                'verbose_name': 'montant daté d’un financement',
                'ordering': ['effective_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FundingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('funder', models.CharField(choices=[('etat', 'État'), ('region', 'Région'), ('departement', 'Département'), ('epci', 'Intercommunalité ou commune'), ('europe', 'Europe'), ('operateur', 'Opérateur public'), ('entreprise', 'Entreprise'), ('autre', 'Autre')], max_length=16, verbose_name='financeur')),
                ('label', models.CharField(blank=True, max_length=200, verbose_name='nom du financeur ou du dispositif')),
                ('year', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='année')),
                ('planned', models.BigIntegerField(blank=True, null=True, verbose_name='prévu')),
                ('asked', models.BigIntegerField(blank=True, null=True, verbose_name='demandé')),
                ('granted', models.BigIntegerField(blank=True, null=True, verbose_name='accordé')),
                ('paid', models.BigIntegerField(blank=True, null=True, verbose_name='versé')),
                ('tax', models.CharField(blank=True, choices=[('ht', 'Hors taxes'), ('ttc', 'Toutes taxes comprises')], max_length=16, verbose_name='montants')),
            ],
            options={
                'verbose_name': 'ligne de financement',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('title', models.CharField(max_length=300, verbose_name='étape')),
                ('due_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('half', 'half'), ('year', 'year')], default='day', max_length=7)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='échéance')),
                ('done', models.BooleanField(default=False, verbose_name='faite')),
                ('done_on_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('half', 'half'), ('year', 'year')], default='day', max_length=7)),
                ('done_on_on', models.DateField(blank=True, null=True, verbose_name='faite le')),
            ],
            options={
                'verbose_name': 'étape d’une action',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OwnIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('name', models.CharField(max_length=200, verbose_name='indicateur')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='unité')),
                ('target', models.CharField(blank=True, max_length=100, verbose_name='visé')),
                ('measured', models.CharField(blank=True, max_length=100, verbose_name='constaté')),
                ('measured_on_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('half', 'half'), ('year', 'year')], default='day', max_length=7)),
                ('measured_on_on', models.DateField(blank=True, null=True, verbose_name='constaté le')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
            ],
            options={
                'verbose_name': 'indicateur propre',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'porteur'), ('partner', 'partenaire')], max_length=8, verbose_name='rôle')),
                ('name', models.CharField(max_length=200, verbose_name='nom écrit')),
            ],
            options={
                'verbose_name': 'partie à une action',
                'ordering': ['role', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='retiré le')),
                ('code', models.CharField(choices=[('jobs_created', 'Emplois créés'), ('jobs_kept', 'Emplois maintenus'), ('plants', 'Sites industriels créés ou agrandis'), ('people_trained', 'Personnes formées'), ('hectares', 'Hectares reconvertis'), ('co2', 'Tonnes de CO₂ évitées par an')], max_length=16, verbose_name='résultat')),
                ('target', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='visé')),
                ('measured', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='constaté')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
            ],
            options={
                'verbose_name': 'résultat partagé',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ResultValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('recorded_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='enregistré le')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='remplacé le')),
                ('name', models.CharField(max_length=8, verbose_name='montant')),
                ('amount', models.BigIntegerField(null=True, verbose_name='valeur')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
            ],
            options={
                'verbose_name': 'valeur datée d’un résultat',
                'ordering': ['effective_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='action',
            name='blocked',
            field=models.CharField(blank=True, choices=[('land', 'Foncier'), ('skills', 'Compétences'), ('funding', 'Financement'), ('regulation', 'Réglementaire'), ('energy', 'Énergie et réseaux'), ('governance', 'Gouvernance'), ('supplier', 'Fournisseur'), ('other', 'Autre')], max_length=12, verbose_name='blocage'),
        ),
        migrations.AddField(
            model_name='action',
            name='communes',
            field=models.ManyToManyField(blank=True, related_name='+', to='geography.commune', verbose_name='communes'),
        ),
        migrations.AddField(
            model_name='action',
            name='expected_results',
            field=models.TextField(blank=True, verbose_name='résultats attendus'),
        ),
        migrations.AddField(
            model_name='action',
            name='latitude',
            field=models.FloatField(blank=True, null=True, verbose_name='latitude'),
        ),
        migrations.AddField(
            model_name='action',
            name='longitude',
            field=models.FloatField(blank=True, null=True, verbose_name='longitude'),
        ),
        migrations.AddField(
            model_name='action',
            name='objectives',
            field=models.TextField(blank=True, verbose_name='objectifs'),
        ),
        migrations.AddField(
            model_name='action',
            name='referent',
            field=models.CharField(blank=True, max_length=200, verbose_name='référent'),
        ),
        migrations.AddField(
            model_name='action',
            name='referent_account',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='référent'),
        ),
        migrations.AddField(
            model_name='action',
            name='sectors',
            field=models.JSONField(blank=True, default=list, verbose_name='filières'),
        ),
        migrations.AddField(
            model_name='action',
            name='tags',
            field=models.JSONField(blank=True, default=list, verbose_name='étiquettes'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='action_point_on_earth', violation_error_message='Un point a une longitude et une latitude.'),
        ),
        migrations.AddField(
            model_name='actionlink',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='plans.action'),
        ),
        migrations.AddField(
            model_name='actionlink',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked', to='plans.action'),
        ),
        migrations.AddField(
            model_name='blockage',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blockages', to='plans.action'),
        ),
        migrations.AddField(
            model_name='blockage',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fundingamount',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fundingline',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='funding', to='plans.action'),
        ),
        migrations.AddField(
            model_name='fundingamount',
            name='detail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amounts', to='plans.fundingline'),
        ),
        migrations.AddField(
            model_name='milestone',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='plans.action'),
        ),
        migrations.AddField(
            model_name='ownindicator',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='indicators', to='plans.action'),
        ),
        migrations.AddField(
            model_name='party',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='plans.action'),
        ),
        migrations.AddField(
            model_name='party',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.AddField(
            model_name='result',
            name='action',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='plans.action'),
        ),
        migrations.AddField(
            model_name='resultvalue',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resultvalue',
            name='detail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amounts', to='plans.result'),
        ),
        migrations.AddConstraint(
            model_name='actionlink',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('action', 'other', 'kind'), name='link_once', violation_error_message='Ces deux actions sont déjà liées ainsi.'),
        ),
        migrations.AddIndex(
            model_name='blockage',
            index=models.Index(fields=['action', 'effective_on'], name='blockage_of_action'),
        ),
        migrations.AddConstraint(
            model_name='blockage',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='blockage_superseded_after_recorded'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(('paid__isnull', True), ('granted__isnull', True), ('paid__lte', models.F('granted')), _connector='OR'), name='funding_paid_within_granted', violation_error_message='Le montant versé dépasse le montant accordé.'),
        ),
        migrations.AddConstraint(
            model_name='fundingline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('planned__lt', 0), _negated=True), models.Q(('asked__lt', 0), _negated=True), models.Q(('granted__lt', 0), _negated=True), models.Q(('paid__lt', 0), _negated=True)), name='funding_not_negative', violation_error_message='Un montant ne peut pas être négatif.'),
        ),
        migrations.AddIndex(
            model_name='fundingamount',
            index=models.Index(fields=['detail', 'effective_on'], name='amount_of_funding'),
        ),
        migrations.AddConstraint(
            model_name='fundingamount',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='fundingamount_superseded_after_recorded'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('action', 'body', 'role'), name='party_once'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('action', 'code'), name='result_once', violation_error_message='L’action dit déjà ce résultat\xa0: modifiez-le.'),
        ),
        migrations.AddIndex(
            model_name='resultvalue',
            index=models.Index(fields=['detail', 'effective_on'], name='value_of_result'),
        ),
        migrations.AddConstraint(
            model_name='resultvalue',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='resultvalue_superseded_after_recorded'),
        ),
    ]

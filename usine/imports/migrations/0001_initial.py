
import django.db.models.deletion
import usine.values.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
        ('plans', '0001_initial'),
        ('territories', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='déposé le')),
                ('filename', models.CharField(max_length=255, verbose_name='fichier')),
                ('sha256', models.CharField(max_length=64, verbose_name='empreinte')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('state', models.CharField(choices=[('reading', 'En cours de lecture'), ('unreadable', 'Fichier refusé'), ('ready', 'À valider'), ('applying', 'En cours d’application'), ('applied', 'Appliqué'), ('undoing', 'En cours d’annulation'), ('undone', 'Annulé'), ('abandoned', 'Abandonné')], default='reading', max_length=10, verbose_name='état')),
                ('state_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='dans cet état depuis')),
                ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='avancement')),
                ('notice', models.TextField(blank=True, verbose_name='message')),
                ('sheets', models.JSONField(default=list, verbose_name='feuilles')),
                ('meanings', models.JSONField(default=dict, verbose_name='sens des colonnes')),
                ('ignored', models.JSONField(default=list, verbose_name='lignes laissées de côté')),
                ('counts', models.JSONField(default=dict, verbose_name='décompte')),
                ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='appliqué le')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='annulé le')),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.event', verbose_name='événement')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('plan_import', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='file', serialize=False, to='imports.planimport')),
                ('content', models.BinaryField(verbose_name='contenu')),
            ],
            options={
                'verbose_name': 'fichier d’un import',
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='rang')),
                ('sheet', models.CharField(blank=True, max_length=255, verbose_name='feuille')),
                ('number', models.PositiveIntegerField(verbose_name='ligne')),
                ('values', models.JSONField(default=dict, verbose_name='valeurs')),
                ('status', models.CharField(blank=True, choices=[('to_start', 'À initier'), ('under_review', 'En cours d’instruction'), ('in_progress', 'En cours de réalisation'), ('done', 'Réalisée'), ('abandoned', 'Abandonnée'), ('unknown', 'Non renseignée')], max_length=16, verbose_name='statut')),
                ('kind', models.CharField(choices=[('new', 'Nouvelle'), ('changed', 'Modifiée'), ('unchanged', 'Sans changement'), ('refused', 'Refusée'), ('aside', 'Laissée de côté')], max_length=9, verbose_name='effet')),
                ('is_sound', models.BooleanField(default=True, verbose_name='lisible')),
                ('missing', models.JSONField(default=list, verbose_name='manques')),
                ('problems', models.JSONField(default=list, verbose_name='motifs')),
                ('cells', models.JSONField(default=list, verbose_name='cellules')),
                ('doubts', models.JSONField(default=list, verbose_name='à vérifier')),
                ('version', models.PositiveIntegerField(blank=True, null=True, verbose_name='version')),
                ('version_before', models.PositiveIntegerField(blank=True, null=True, verbose_name='version remplacée')),
                ('changes', models.JSONField(default=dict, verbose_name='modifications')),
                ('status_before', models.CharField(blank=True, choices=[('to_start', 'À initier'), ('under_review', 'En cours d’instruction'), ('in_progress', 'En cours de réalisation'), ('done', 'Réalisée'), ('abandoned', 'Abandonnée'), ('unknown', 'Non renseignée')], max_length=16, verbose_name='statut remplacé')),
                ('status_before_on', models.DateField(blank=True, null=True, verbose_name='date du statut remplacé')),
                ('confirmed_before_on', models.DateField(blank=True, null=True, verbose_name='confirmée le, avant')),
                ('close', models.JSONField(default=list, verbose_name='intitulés proches')),
                ('is_answered', models.BooleanField(default=False, verbose_name='réponse donnée')),
                ('is_set_aside', models.BooleanField(default=False, verbose_name='laissée de côté')),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='import_rows', to='plans.action')),
                ('plan_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.planimport')),
                ('same_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.action')),
                ('status_change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.statuschange')),
            ],
            options={
                'verbose_name': 'ligne d’un import',
                'ordering': ['plan_import', 'position'],
            },
        ),
        migrations.CreateModel(
            name='ColumnMeaning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('header', models.CharField(max_length=200, verbose_name='en-tête')),
                ('field', models.CharField(blank=True, max_length=20, verbose_name='champ')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='territories.territory')),
            ],
            options={
                'verbose_name': 'colonne retenue',
                'constraints': [models.UniqueConstraint(fields=('territory', 'header'), name='column_meaning_once')],
            },
        ),
        migrations.AddIndex(
            model_name='planimport',
            index=models.Index(fields=['territory', '-created_at'], name='import_of_plan'),
        ),
        migrations.AddConstraint(
            model_name='planimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state__in', ['applied', 'undoing', 'undone'])), models.Q(('applied_at__isnull', True), models.Q(('state__in', ['applied', 'undoing', 'undone']), _negated=True)), _connector='OR'), name='import_applied_is_dated', violation_error_message='Un import appliqué est daté, lui seul.'),
        ),
        migrations.AddConstraint(
            model_name='planimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), ('undone_at__isnull', False)), models.Q(('undone_at__isnull', True), models.Q(('state', 'undone'), _negated=True)), _connector='OR'), name='import_undone_is_dated', violation_error_message='Un import annulé est daté, lui seul.'),
        ),
        migrations.AddIndex(
            model_name='importrow',
            index=models.Index(fields=['plan_import', 'kind', 'position'], name='row_of_import'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('plan_import', 'position'), name='row_position_once'),
        ),
    ]


import django.db.models.deletion
import usine.values.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('territories', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_on', models.DateField(verbose_name='entrée au plan le')),
                ('status', models.CharField(choices=[('to_start', 'À initier'), ('under_review', 'En cours d’instruction'), ('in_progress', 'En cours de réalisation'), ('done', 'Réalisée'), ('abandoned', 'Abandonnée'), ('unknown', 'Non renseignée')], default='unknown', max_length=16, verbose_name='statut')),
                ('status_on', models.DateField(verbose_name='date du statut')),
                ('confirmed_on', models.DateField(verbose_name='confirmée le')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='retirée le')),
                ('withdrawal_reason', models.TextField(blank=True, verbose_name='motif du retrait')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='reprise le')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('created_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='créée le')),
                ('changed_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='modifiée le')),
                ('search_text', models.TextField(default='', editable=False)),
                ('reference', models.CharField(blank=True, max_length=40, verbose_name='référence')),
                ('axis', models.CharField(max_length=16, verbose_name='axe')),
                ('title', models.CharField(max_length=300, verbose_name='intitulé')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('lead', models.CharField(blank=True, max_length=200, verbose_name='porteur')),
                ('partners', models.JSONField(blank=True, default=list, verbose_name='partenaires')),
                ('planned_budget', models.BigIntegerField(blank=True, null=True, verbose_name='budget prévisionnel')),
                ('start_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('half', 'half'), ('year', 'year')], default='day', max_length=7)),
                ('start_on', models.DateField(blank=True, null=True, verbose_name='début')),
                ('end_precision', models.CharField(choices=[('day', 'day'), ('month', 'month'), ('quarter', 'quarter'), ('half', 'half'), ('year', 'year')], default='day', max_length=7)),
                ('end_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('priority', models.CharField(choices=[('high', 'Haute'), ('normal', 'Normale'), ('low', 'Basse')], default='normal', max_length=8, verbose_name='priorité')),
                ('comment', models.TextField(blank=True, verbose_name='commentaire de suivi')),
                ('restricted', models.BooleanField(default=False, verbose_name='accès restreint')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'action',
                'ordering': ['territory', 'reference', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlannedBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('recorded_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='enregistré le')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='remplacé le')),
                ('amount', models.BigIntegerField(null=True, verbose_name='montant')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned_budgets', to='plans.action')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'budget prévisionnel daté',
                'ordering': ['effective_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_on', models.DateField(verbose_name='date d’effet')),
                ('reason', models.TextField(blank=True, verbose_name='motif')),
                ('recorded_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='enregistré le')),
                ('superseded_at', models.DateTimeField(blank=True, null=True, verbose_name='remplacé le')),
                ('status', models.CharField(choices=[('to_start', 'À initier'), ('under_review', 'En cours d’instruction'), ('in_progress', 'En cours de réalisation'), ('done', 'Réalisée'), ('abandoned', 'Abandonnée'), ('unknown', 'Non renseignée')], max_length=16, verbose_name='statut')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='status_changes', to='plans.action')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'changement de statut',
                'ordering': ['effective_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['territory', 'withdrawn_on', 'axis'], name='action_of_plan'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), ('withdrawn_on__isnull', True)), fields=('territory', 'reference'), name='action_reference_once', violation_error_message='Une autre action du plan porte déjà cette référence.'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('planned_budget__isnull', True), ('planned_budget__gte', 0), _connector='OR'), name='action_budget_not_negative', violation_error_message='Le budget ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_on__isnull', True), models.Q(('withdrawal_reason', ''), _negated=True), _connector='OR'), name='action_withdrawn_with_reason', violation_error_message='Un retrait se motive.'),
        ),
        migrations.AddIndex(
            model_name='plannedbudget',
            index=models.Index(fields=['action', 'effective_on'], name='budget_of_action'),
        ),
        migrations.AddConstraint(
            model_name='plannedbudget',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='plannedbudget_superseded_after_recorded'),
        ),
        migrations.AddConstraint(
            model_name='plannedbudget',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='budget_not_negative', violation_error_message='Le budget ne peut pas être négatif.'),
        ),
        migrations.AddIndex(
            model_name='statuschange',
            index=models.Index(fields=['action', 'effective_on'], name='status_of_action'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='statuschange_superseded_after_recorded'),
        ),
    ]

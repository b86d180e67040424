
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('geography', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'succession de territoires',
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('code', models.CharField(max_length=2, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('source', models.CharField(blank=True, default='', max_length=200, verbose_name='source')),
                ('loaded_at', models.DateTimeField(blank=True, null=True, verbose_name='chargé le')),
            ],
            options={
                'verbose_name': 'période',
                'ordering': ['starts_on'],
                'constraints': [models.UniqueConstraint(fields=('starts_on',), name='period_starts_alone', violation_error_message='Une autre période commence déjà ce jour-là.'), models.UniqueConstraint(fields=('name',), name='period_name_once', violation_error_message='Une autre période porte déjà ce nom.'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='period_ends_after_it_starts', violation_error_message='La fin d’une période doit suivre son début.')],
            },
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code officiel')),
                ('place', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat('period_id', models.Value('-'), 'code'), output_field=models.CharField(max_length=24, verbose_name='lieu'), unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('slug', models.SlugField(max_length=210, unique=True, verbose_name='adresse')),
                ('search_name', models.CharField(blank=True, default='', max_length=200, verbose_name='nom cherché')),
                ('labelled_on', models.DateField(verbose_name='labellisé le')),
                ('unlabelled_on', models.DateField(blank=True, null=True, verbose_name='fin du label')),
                ('is_demonstration', models.BooleanField(default=False, verbose_name='territoire de démonstration')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('departements', models.ManyToManyField(related_name='+', to='geography.departement', verbose_name='départements')),
                ('lead_region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='geography.region', verbose_name='région chef de file')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='territories', to='territories.period')),
                ('predecessors', models.ManyToManyField(related_name='successors', through='territories.Succession', through_fields=('successor', 'predecessor'), to='territories.territory', verbose_name='prend la suite de')),
                ('regions', models.ManyToManyField(related_name='+', to='geography.region', verbose_name='régions')),
            ],
            options={
                'verbose_name': 'territoire',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='succession',
            name='predecessor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='territories.territory'),
        ),
        migrations.AddField(
            model_name='succession',
            name='successor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='territories.territory'),
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('epci', 'EPCI'), ('ept', 'EPT'), ('commune', 'commune')], max_length=7, verbose_name='nature')),
                ('code', models.CharField(max_length=9, verbose_name='SIREN ou code INSEE')),
                ('name', models.CharField(max_length=200, verbose_name='nom à la labellisation')),
                ('since', models.DateField(verbose_name='depuis le')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('commune', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='geography.commune')),
                ('grouping', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='geography.grouping')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='territories.territory')),
            ],
            options={
                'verbose_name': 'membre d’un périmètre',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='TerritoryOutline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('geometry', models.TextField(verbose_name='contour')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outline', to='territories.territory', verbose_name='territoire')),
            ],
            options={
                'verbose_name': 'contour d’un territoire',
            },
        ),
        migrations.CreateModel(
            name='Axis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, verbose_name='code')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rang')),
                ('label', models.CharField(max_length=100, verbose_name='intitulé')),
                ('short', models.CharField(max_length=20, verbose_name='intitulé court')),
                ('goal', models.TextField(blank=True, verbose_name='objectif')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='axes', to='territories.period')),
            ],
            options={
                'verbose_name': 'axe',
                'ordering': ['period', 'rank'],
                'constraints': [models.UniqueConstraint(fields=('period', 'code'), name='axis_code_once'), models.UniqueConstraint(fields=('period', 'rank'), name='axis_rank_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='territory',
            constraint=models.UniqueConstraint(fields=('period', 'code'), name='territory_period_code'),
        ),
        migrations.AddConstraint(
            model_name='territory',
            constraint=models.CheckConstraint(condition=models.Q(('unlabelled_on__isnull', True), ('unlabelled_on__gte', models.F('labelled_on')), _connector='OR'), name='territory_unlabelled_after_labelled', violation_error_message='La fin d’un label doit suivre son début.'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('successor', 'predecessor'), name='succession_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('successor', models.F('predecessor')), _negated=True), name='succession_of_another', violation_error_message='Un territoire ne prend pas sa propre suite.'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('territory', 'code', 'since'), name='member_once_since'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='member_until_after_since', violation_error_message='La sortie d’un périmètre doit suivre l’entrée.'),
        ),
    ]


import django.db.models.deletion
import django.db.models.functions.text
import usine.values.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('geography', '0001_initial'),
        ('territories', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='nom')),
                ('siren', models.CharField(blank=True, max_length=9, verbose_name='SIREN')),
            ],
            options={
                'verbose_name': 'organisme',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('first_name', models.CharField(max_length=100, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=100, verbose_name='nom')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('created_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='créé le')),
            ],
            options={
                'verbose_name': 'utilisateur',
                'ordering': ['last_name', 'first_name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='Un compte existe déjà avec cette adresse.')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('national_team', 'équipe nationale'), ('regional_coordinator', 'coordinateur régional'), ('project_manager', 'chef de projet'), ('elected_official', 'élu du binôme'), ('industrialist', 'industriel du binôme'), ('reader', 'lecteur')], max_length=24, verbose_name='rôle')),
                ('scope', models.CharField(choices=[('nation', 'national'), ('region', 'régional'), ('territory', 'territorial')], max_length=10, verbose_name='périmètre')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='dernier jour')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='repris le')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='geography.region')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='territories.territory')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='people.organisation')),
            ],
            options={
                'verbose_name': 'mandat',
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('region__isnull', True), ('scope', 'nation'), ('territory__isnull', True)), models.Q(('region__isnull', False), ('scope', 'region'), ('territory__isnull', True)), models.Q(('region__isnull', True), ('scope', 'territory'), ('territory__isnull', False)), _connector='OR'), name='mandate_scope_is_coherent', violation_error_message='Un mandat porte sur la nation, sur une région ou sur un territoire.'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'national_team'), ('scope__in', ['nation'])), models.Q(('role', 'regional_coordinator'), ('scope__in', ['region'])), models.Q(('role', 'project_manager'), ('scope__in', ['territory'])), models.Q(('role', 'elected_official'), ('scope__in', ['territory'])), models.Q(('role', 'industrialist'), ('scope__in', ['territory'])), models.Q(('role', 'reader'), ('scope__in', ['nation', 'region', 'territory'])), _connector='OR'), name='mandate_role_fits_scope', violation_error_message='Ce rôle ne s’exerce pas sur ce périmètre.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_it_starts', violation_error_message='La fin du mandat précède son début.')],
            },
        ),
    ]

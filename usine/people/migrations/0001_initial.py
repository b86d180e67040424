
import django.db.models.deletion
import django.db.models.functions.text
import usine.values.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(error_messages={'unique': 'Un compte existe déjà avec cette adresse.'}, max_length=254, unique=True, verbose_name='adresse électronique')),
                ('first_name', models.CharField(max_length=100, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=100, verbose_name='nom')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('created_at', models.DateTimeField(default=usine.values.clock.now, verbose_name='créé le')),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='invité le')),
                ('forgotten_at', models.DateTimeField(blank=True, null=True, verbose_name='effacé le')),
            ],
            options={
                'verbose_name': 'utilisateur',
                'ordering': ['last_name', 'first_name'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once', violation_error_message='Un compte existe déjà avec cette adresse.')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('name_key', models.CharField(editable=False, max_length=200, verbose_name='nom cherché')),
                ('siren', models.CharField(blank=True, max_length=9, verbose_name='SIREN')),
            ],
            options={
                'verbose_name': 'organisme',
                'ordering': ['name_key', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('siren', ''), _negated=True), fields=('siren',), name='organisation_siren_once', violation_error_message='Un autre organisme a déjà ce SIREN.'), models.UniqueConstraint(condition=models.Q(('siren', '')), fields=('name_key',), name='organisation_name_once_without_siren', violation_error_message='Un autre organisme sans SIREN porte déjà ce nom\xa0: donnez un SIREN.')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('siret', models.CharField(blank=True, max_length=14, verbose_name='SIRET')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='dernier jour')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.organisation')),
            ],
            options={
                'verbose_name': 'appartenance à un organisme',
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'organisation', 'starts_on'), name='membership_once', violation_error_message='Cette personne appartient déjà à cet organisme à ces dates.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_it_starts', violation_error_message='Le dernier jour précède le premier.')],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=24, verbose_name='rôle')),
                ('kind', models.CharField(max_length=10, verbose_name='nature du lieu')),
                ('code', models.CharField(blank=True, max_length=24, verbose_name='code du lieu')),
                ('within', models.CharField(blank=True, max_length=100, verbose_name='limité à')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='dernier jour')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='repris le')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='people.organisation')),
            ],
            options={
                'verbose_name': 'mandat',
                'ordering': ['starts_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('kind', 'nation')), models.Q(models.Q(('kind__in', ['', 'nation']), _negated=True), models.Q(('code', ''), _negated=True)), _connector='OR'), name='mandate_kind_and_code_go_together', violation_error_message='Un mandat porte sur la nation, ou sur un lieu dont le code est donné.'), models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('user', 'role', 'kind', 'code', 'within', 'starts_on'), name='mandate_once', violation_error_message='Cette personne a déjà ce mandat à ces dates.'), models.CheckConstraint(condition=models.Q(('role', ''), _negated=True), name='mandate_has_a_role', violation_error_message='Un mandat a un rôle.'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mandate_ends_after_it_starts', violation_error_message='La fin du mandat précède son début.')],
            },
        ),
    ]

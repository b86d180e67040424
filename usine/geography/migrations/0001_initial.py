
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Departement',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
            ],
            options={
                'verbose_name': 'département',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Grouping',
            fields=[
                ('siren', models.CharField(max_length=9, primary_key=True, serialize=False, verbose_name='SIREN')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('search_name', models.CharField(db_index=True, default='', max_length=200, verbose_name='nom cherché')),
                ('kind', models.CharField(choices=[('CC', 'communauté de communes'), ('CA', 'communauté d’agglomération'), ('CU', 'communauté urbaine'), ('METRO', 'métropole'), ('EPT', 'établissement public territorial')], max_length=5, verbose_name='nature')),
                ('population', models.PositiveIntegerField(default=0, verbose_name='population')),
            ],
            options={
                'verbose_name': 'groupement de communes',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('code', models.CharField(max_length=3, primary_key=True, serialize=False, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
                ('slug', models.SlugField(max_length=100, unique=True, verbose_name='adresse')),
            ],
            options={
                'verbose_name': 'région',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Vintage',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name='millésime')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('loaded_at', models.DateTimeField(verbose_name='chargé le')),
                ('digest', models.CharField(default='', max_length=64, verbose_name='empreinte')),
                ('outlines_digest', models.CharField(default='', max_length=64, verbose_name='empreinte des contours')),
            ],
            options={
                'verbose_name': 'millésime du code officiel géographique',
            },
        ),
        migrations.CreateModel(
            name='DepartementOutline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('geometry', models.TextField(verbose_name='contour')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outline', to='geography.departement', verbose_name='département')),
            ],
            options={
                'verbose_name': 'contour d’un département',
            },
        ),
        migrations.CreateModel(
            name='Commune',
            fields=[
                ('code', models.CharField(max_length=5, primary_key=True, serialize=False, verbose_name='code INSEE')),
                ('name', models.CharField(max_length=100, verbose_name='nom')),
                ('search_name', models.CharField(db_index=True, default='', max_length=100, verbose_name='nom cherché')),
                ('siren', models.CharField(blank=True, db_index=True, default='', max_length=9, verbose_name='SIREN')),
                ('population', models.PositiveIntegerField(default=0, verbose_name='population')),
                ('departement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='communes', to='geography.departement')),
                ('groupings', models.ManyToManyField(related_name='communes', to='geography.grouping')),
            ],
            options={
                'verbose_name': 'commune',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='departement',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departements', to='geography.region'),
        ),
        migrations.CreateModel(
            name='RegionOutline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('geometry', models.TextField(verbose_name='contour')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outline', to='geography.region', verbose_name='région')),
            ],
            options={
                'verbose_name': 'contour d’une région',
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, verbose_name='code postal')),
                ('commune', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postcodes', to='geography.commune')),
            ],
            options={
                'verbose_name': 'code postal',
                'constraints': [models.UniqueConstraint(fields=('code', 'commune'), name='postcode_once_per_commune')],
            },
        ),
    ]

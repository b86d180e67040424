from django.db import migrations, models


# The sectors that have a strategic committee under the Conseil national de l’industrie.
FIRST = (
    ("aeronautique", "Aéronautique"),
    ("agroalimentaire", "Agroalimentaire"),
    ("automobile", "Automobile"),
    ("bois", "Bois"),
    ("chimie", "Chimie et matériaux"),
    ("construction", "Construction"),
    ("dechets", "Transformation et valorisation des déchets"),
    ("eau", "Eau"),
    ("electronique", "Électronique"),
    ("ferroviaire", "Ferroviaire"),
    ("mer", "Industries de la mer"),
    ("metallurgie", "Mines et métallurgie"),
    ("mode", "Mode et luxe"),
    ("energie", "Nouveaux systèmes énergétiques"),
    ("nucleaire", "Nucléaire"),
    ("numerique", "Infrastructures numériques"),
    ("sante", "Industries et technologies de santé"),
    ("securite", "Industries de sécurité"),
    ("solutions", "Solutions pour l’industrie du futur"),
)


def seed(apps, schema_editor):
    sector = apps.get_model("territories", "Sector")
    sector.objects.bulk_create(sector(code=code, label=label) for code, label in FIRST)


class Migration(migrations.Migration):

    dependencies = [
        ('territories', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('code', models.CharField(max_length=24, primary_key=True, serialize=False, verbose_name='code')),
                ('label', models.CharField(max_length=100, verbose_name='intitulé')),
            ],
            options={
                'verbose_name': 'filière',
                'ordering': ['label'],
                'constraints': [models.UniqueConstraint(fields=('label',), name='sector_label_once', violation_error_message='Une autre filière porte déjà ce nom.')],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]

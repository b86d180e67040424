# What became of the cells of a file is kept with its import.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='planimport',
            name='account',
            field=models.JSONField(default=dict, verbose_name='compte rendu de lecture'),
        ),
    ]

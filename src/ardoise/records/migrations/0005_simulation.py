from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_keys_indexed_apart'),
    ]

    operations = [
        migrations.AlterField(
            model_name='errand',
            name='kind',
            field=models.CharField(choices=[('plan', 'plan'), ('approve', 'approve'), ('simulate', 'simulate')], max_length=8),
        ),
    ]

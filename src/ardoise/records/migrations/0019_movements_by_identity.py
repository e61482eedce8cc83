from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0018_stops_with_an_end'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['company', 'id'], name='movements_by_identity'),
        ),
    ]

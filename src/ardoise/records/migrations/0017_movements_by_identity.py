from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0016_mailbox_since'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['company', 'id'], name='movements_by_identity'),
        ),
    ]

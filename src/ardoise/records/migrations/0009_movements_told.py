"""What each statement says of a movement is kept, so that both words of one announced and booked are known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0008_contacts_files_decide")]

    operations = [
        migrations.AddField(
            model_name="sighting",
            name="content",
            field=models.BinaryField(default=b"", max_length=16),
            preserve_default=False,
        ),
    ]

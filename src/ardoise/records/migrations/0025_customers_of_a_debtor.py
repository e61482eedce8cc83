from django.db import migrations, models


class Migration(migrations.Migration):
    """Who else is the same debtor, by SIREN, is asked for every message that leaves."""

    dependencies = [("records", "0024_what_persons_write_first")]

    operations = [
        migrations.AddIndex(
            model_name="customer", index=models.Index(fields=["siren"], name="customers_of_a_debtor")
        ),
    ]

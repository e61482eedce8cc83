from django.db import migrations, models


class Migration(migrations.Migration):
    """What waits is counted by whether its first explanation may go by itself: the index holds it, not its confidence."""

    dependencies = [("records", "0025_customers_of_a_debtor")]

    operations = [
        migrations.RemoveIndex(model_name="matchproposal", name="proposals_of_receipts"),
        migrations.AddIndex(
            model_name="matchproposal",
            index=models.Index(fields=["movement", "rank", "customer", "is_automatic"], name="proposals_of_receipts"),
        ),
    ]

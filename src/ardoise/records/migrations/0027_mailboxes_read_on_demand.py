from django.db import migrations, models


class Migration(migrations.Migration):
    """Reading the mailbox is an errand, too."""

    dependencies = [("records", "0026_proposals_that_go_by_themselves")]

    operations = [
        migrations.AlterField(
            model_name="errand",
            name="kind",
            field=models.CharField(
                choices=[(k, k) for k in ("plan", "approve", "simulate", "apply", "explain", "fetch")], max_length=8
            ),
        ),
    ]

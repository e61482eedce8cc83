import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

SPENT = """
    UPDATE records_movement SET is_spent = (1 = 1)
    WHERE amount_cents > 0 AND id IN (
        SELECT movement_id FROM records_reconciliation WHERE is_posting = (1 = 1) AND undone_at IS NULL)
     AND amount_cents <= coalesce((
        SELECT SUM(-e.amount_cents) FROM records_reconciliation r JOIN records_entry e ON e.id = r.payment_id
        WHERE r.movement_id = records_movement.id AND r.is_posting = (1 = 1) AND r.undone_at IS NULL), 0)"""


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0021_dropped_runs'),
    ]

    operations = [
        migrations.AddField(
            model_name='movement',
            name='is_spent',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name='errand',
            name='kind',
            field=models.CharField(choices=[('plan', 'plan'), ('approve', 'approve'), ('simulate', 'simulate'), ('apply', 'apply'), ('explain', 'explain')], max_length=8),
        ),
        migrations.AlterField(
            model_name='matchproposal',
            name='movement',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='records.movement'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(models.F('company'), django.db.models.functions.text.Upper('document'), name='entries_by_document'),
        ),
        migrations.AddIndex(
            model_name='matchproposal',
            index=models.Index(fields=['movement', 'rank', 'customer', 'confidence_bp'], name='proposals_of_receipts'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('is_spent', False)), fields=['company', 'id'], name='movements_not_spent'),
        ),
        migrations.RunSQL(SPENT, migrations.RunSQL.noop),
    ]

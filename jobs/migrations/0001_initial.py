import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='number')),
                ('kind', models.CharField(max_length=64, verbose_name='kind')),
                ('params', models.JSONField(blank=True, default=dict, verbose_name='what was asked')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Working'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Stopped')], default='queued', max_length=10, verbose_name='state')),
                ('scope', models.CharField(blank=True, db_index=True, max_length=64, verbose_name='belongs to')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='total')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('set_aside', models.PositiveIntegerField(default=0, verbose_name='set aside')),
                ('steps', models.TextField(blank=True, verbose_name='steps')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('result', models.JSONField(blank=True, default=dict, verbose_name='result')),
                ('idempotency_key', models.CharField(blank=True, max_length=128, null=True, verbose_name='key')),
                ('token', models.UUIDField(blank=True, editable=False, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='lease until')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('done_at_claim', models.PositiveIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('next_bell_at', models.DateTimeField(verbose_name='next bell')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'long work',
                'verbose_name_plural': 'long work',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'next_bell_at'], name='jobs_state_next_bell'), models.Index(fields=['state', 'lease_until'], name='jobs_state_lease')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='job_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), _negated=True), models.Q(('lease_until__isnull', False), ('token__isnull', False)), _connector='OR'), name='job_running_has_a_lease'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='job_failed_has_a_reason'), models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('idempotency_key',), name='one_unfinished_job_per_key')],
            },
        ),
    ]

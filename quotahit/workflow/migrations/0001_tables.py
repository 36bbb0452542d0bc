import django.db.models.deletion
import quotahit.clock
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # What came before the first release; who has applied all of it has these tables.
    replaces = [
        ('workflow', '0001_initial'),
        ('workflow', '0003_step_of_its_runs_organization'),
        ('workflow', '0004_open_runs_at_hand'),
        ('workflow', '0006_why_a_question_was_withdrawn'),
        ('workflow', '0007_webhook_deliveries'),
        ('workflow', '0008_remarks_on_answers'),
        ('workflow', '0009_runs_of_whole_chains'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('events', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('step_names', models.JSONField()),
                ('event_id', models.BigIntegerField(null=True, verbose_name='event')),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('status', models.CharField(choices=[('ready', 'Under way'), ('retrying', 'Trying again later'), ('held', 'Held back by a person'), ('sleeping', 'Sleeping until a time'), ('waiting', 'Waiting for an event'), ('asking', 'Waiting for an approval'), ('parked', 'Parked: its chain or skill is missing'), ('failed', 'Failed'), ('finished', 'Finished'), ('cancelled', 'Cancelled')], default='ready', max_length=9)),
                ('reason', models.CharField(blank=True, max_length=160)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='failed attempts')),
                ('lane', models.CharField(choices=[('inside', 'Stays in the database'), ('outside', 'Asks a model or a vendor')], default='inside', max_length=7)),
                ('wake_at', models.DateTimeField(default=quotahit.clock.now, null=True, verbose_name='due')),
                ('claimed_until', models.DateTimeField(null=True)),
                ('claim', models.CharField(blank=True, max_length=32)),
                ('paused_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(default=quotahit.clock.now, verbose_name='started')),
                ('moved_at', models.DateTimeField(default=quotahit.clock.now, verbose_name='last step')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('paused_at', None), ('wake_at__isnull', False)), fields=['organization', 'lane', 'wake_at'], name='run_awake'), models.Index(fields=['organization', 'id'], name='run_newest'), models.Index(condition=models.Q(('status__in', ('failed', 'finished', 'cancelled')), _negated=True), fields=['organization'], name='run_open'), models.Index(condition=models.Q(('chain__contains', '.'), _negated=True), fields=['organization', 'chain', '-id'], name='run_of_whole_chain'), models.Index(fields=['subject_id', 'subject_type'], name='run_subject')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'chain', 'event_id'), name='run_once_per_event')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=64)),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('key', models.CharField(max_length=160, null=True)),
                ('title', models.CharField(max_length=200)),
                ('content', models.JSONField(default=dict)),
                ('choices', models.JSONField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('rep', 'Rep'), ('viewer', 'Viewer')], default='rep', max_length=8)),
                ('status', models.CharField(choices=[('waiting', 'Waiting for an answer'), ('resolved', 'Answered'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=9)),
                ('choice', models.CharField(blank=True, max_length=40)),
                ('edits', models.JSONField(default=dict)),
                ('requested_by', models.CharField(max_length=80)),
                ('resolved_by', models.CharField(blank=True, max_length=80)),
                ('via', models.CharField(blank=True, max_length=40)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('why', models.CharField(blank=True, max_length=80)),
                ('created_at', models.DateTimeField(default=quotahit.clock.now)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approvals', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='approvals', to='workflow.run')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['organization', 'id'], name='approval_waiting'), models.Index(condition=models.Q(('status', 'waiting')), fields=['expires_at'], name='approval_expiring'), models.Index(fields=['subject_type', 'subject_id'], name='approval_subject')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='approval_key_once')],
            },
        ),
        migrations.CreateModel(
            name='RunStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('status', models.CharField(choices=[('retrying', 'Trying again later'), ('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Failed'), ('skipped', 'Skipped')], max_length=8)),
                ('input', models.JSONField(default=dict)),
                ('output', models.JSONField(default=dict)),
                ('error', models.CharField(blank=True, max_length=400)),
                ('attempts', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('milliseconds', models.FloatField(default=0)),
                ('cost', models.DecimalField(decimal_places=6, default=Decimal('0'), max_digits=12)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='workflow.run')),
            ],
            options={
                'ordering': ['run', 'position'],
                'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='run_step_once')],
            },
        ),
        migrations.CreateModel(
            name='Wait',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_type', models.CharField(max_length=64)),
                ('subject_type', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('match', models.JSONField(default=dict)),
                ('since', models.DateTimeField()),
                ('timeout_at', models.DateTimeField(null=True)),
                ('event_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField(default=quotahit.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waits', to='workflow.run')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['subject_id', 'event_type'], name='wait_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('run',), name='wait_one_open')],
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('waiting', 'Waiting for approval'), ('planned', 'Planned'), ('claimed', 'Being sent'), ('blocked', 'Blocked'), ('sent', 'Sent'), ('failed', 'Failed'), ('unknown', 'Unknown: sent or not, check'), ('cancelled', 'Cancelled')], default='planned', max_length=9)),
                ('not_before', models.DateTimeField(default=quotahit.clock.now)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('claim', models.CharField(blank=True, max_length=36)),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('idempotency_key', models.CharField(max_length=160)),
                ('provider', models.CharField(blank=True, max_length=40)),
                ('provider_id', models.CharField(blank=True, max_length=255)),
                ('reason', models.CharField(blank=True, max_length=80)),
                ('explanation', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=quotahit.clock.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('event_id', models.BigIntegerField()),
                ('event_type', models.CharField(max_length=64)),
                ('failing_since', models.DateTimeField(null=True)),
                ('answer_status', models.PositiveSmallIntegerField(null=True)),
                ('answer_text', models.CharField(blank=True, max_length=200)),
                ('endpoint', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='events.webhookendpoint')),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'webhook delivery',
                'verbose_name_plural': 'webhook deliveries',
                'indexes': [models.Index(condition=models.Q(('status', 'planned')), fields=['organization', 'not_before'], name='webhook_delivery_due'), models.Index(condition=models.Q(('status', 'planned')), fields=['endpoint'], name='webhook_delivery_waiting'), models.Index(fields=['organization', 'id'], name='webhook_delivery_newest')],
                'constraints': [models.UniqueConstraint(fields=('endpoint', 'event_id'), name='webhook_delivery_once')],
            },
        ),
    ]

import django.db.models.deletion
import quotahit.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    # What came before the first release; who has applied all of it has these tables.
    replaces = [
        ('events', '0001_initial'),
        ('events', '0003_inbound_by_due_and_events_unchecked'),
        ('events', '0004_webhook_endpoints'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=64)),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('payload', models.JSONField(default=dict)),
                ('source', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=160, null=True)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'type', 'id'], name='event_type'), models.Index(fields=['subject_type', 'subject_id', 'id'], name='event_subject')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='event_key_once')],
            },
        ),
        migrations.CreateModel(
            name='RawInbound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=64)),
                ('vendor_id', models.CharField(max_length=255)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField()),
                ('received_at', models.DateTimeField(default=quotahit.clock.now)),
                ('status', models.CharField(choices=[('waiting', 'Waiting to be read'), ('read', 'Read'), ('unreadable', 'Could not be read')], default='waiting', max_length=12)),
                ('error', models.TextField(blank=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('reader', models.CharField(blank=True, max_length=32)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'raw inbound',
                'verbose_name_plural': 'raw inbound',
                'indexes': [models.Index(condition=models.Q(('status', 'waiting')), fields=['organization', 'received_at'], name='raw_inbound_due')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'source', 'vendor_id'), name='raw_inbound_once')],
            },
        ),
        migrations.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=500, verbose_name='address')),
                ('description', models.CharField(blank=True, max_length=200)),
                ('event_types', models.JSONField(default=list)),
                ('filters', models.JSONField(default=list)),
                ('key_id', models.CharField(editable=False, max_length=32)),
                ('sealed', models.BinaryField()),
                ('previous_sealed', models.BinaryField(null=True)),
                ('previous_until', models.DateTimeField(editable=False, null=True)),
                ('created_at', models.DateTimeField(default=quotahit.clock.now, editable=False)),
                ('disabled_at', models.DateTimeField(editable=False, null=True)),
                ('disabled_reason', models.CharField(blank=True, choices=[('by_hand', 'By a member'), ('gone', 'It answered that it is gone for good'), ('unanswered', 'Nothing arrived there for three days')], editable=False, max_length=12)),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='last success')),
                ('failing_since', models.DateTimeField(editable=False, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'webhook endpoint',
                'indexes': [models.Index(condition=models.Q(('disabled_at', None)), fields=['organization'], name='webhook_listening')],
            },
        ),
    ]

import django.db.models.deletion
import quotahit.clock
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    # What came before the first release; who has applied all of it has these tables.
    replaces = [
        ('llm', '0001_initial'),
        ('llm', '0002_costs_at_hand'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ModelCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('prompt', models.CharField(max_length=80)),
                ('prompt_version', models.CharField(blank=True, max_length=12)),
                ('vendor', models.CharField(max_length=40)),
                ('model', models.CharField(max_length=80)),
                ('tokens_in', models.PositiveIntegerField(default=0)),
                ('tokens_out', models.PositiveIntegerField(default=0)),
                ('cost', models.DecimalField(decimal_places=6, default=Decimal('0'), max_digits=12)),
                ('currency', models.CharField(default='USD', max_length=3)),
                ('latency_ms', models.PositiveIntegerField(null=True)),
                ('retries', models.PositiveSmallIntegerField(default=0)),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('outcome', models.CharField(choices=[('running', 'Under way'), ('ok', 'Answered'), ('invalid', 'The answer did not fit the schema'), ('refused', 'The model refused'), ('failed', 'The call failed'), ('no_key', 'No key is set'), ('over_budget', "The month's budget is spent"), ('forbidden', 'REFUSE_PAID_CALLS is set')], default='running', max_length=12)),
                ('error_code', models.CharField(blank=True, max_length=80)),
                ('question', models.TextField(blank=True)),
                ('answer', models.TextField(blank=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'at', 'cost'], name='model_call_costs'), models.Index(fields=['subject_type', 'subject_id'], name='model_call_subject')],
            },
        ),
    ]

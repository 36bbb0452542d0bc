import django.core.validators
import django.db.models.deletion
import quotahit.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    # What came before the first release; who has applied all of it has these tables.
    replaces = [
        ('agents', '0001_initial'),
        ('agents', '0002_kinds_name_every_act'),
        ('agents', '0003_offers_and_briefings'),
        ('agents', '0004_scout'),
        ('agents', '0005_knowledge_and_conversations'),
        ('agents', '0006_rules_switched'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('crm', '0001_tables'),
        ('outreach', '0001_tables'),
        ('workflow', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgentDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agent', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=80)),
                ('rule', models.CharField(max_length=80)),
                ('before', models.CharField(blank=True, max_length=80, verbose_name='from')),
                ('after', models.CharField(blank=True, max_length=80, verbose_name='to')),
                ('reason', models.TextField()),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('event_id', models.BigIntegerField(blank=True, null=True)),
                ('run_id', models.BigIntegerField(blank=True, null=True)),
                ('key', models.CharField(max_length=160, null=True)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='crm.contact')),
                ('deal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='crm.deal')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', '-at'], name='agent_decision_newest')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='agent_decision_once')],
            },
        ),
        migrations.CreateModel(
            name='Briefing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lines', models.JSONField(default=list)),
                ('by', models.CharField(default='offline', max_length=8)),
                ('call_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='briefings', to='crm.contact')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'get_latest_by': ('at', 'id'),
                'indexes': [models.Index(fields=['contact', '-at'], name='briefing_newest')],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(blank=True, help_text='As a prospect asks it. Empty: the answer is a statement by itself.', max_length=300)),
                ('answer', models.TextField(help_text='It is said word by word, so write whole sentences.', max_length=2000)),
                ('language', models.CharField(choices=[('en', 'English'), ('de', 'German'), ('fr', 'French'), ('es', 'Spanish')], default='en', max_length=2)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, help_text='The last day on which it is true.', null=True)),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                ('created_at', models.DateTimeField(default=quotahit.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=quotahit.clock.now, editable=False)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'knowledge entry',
                'verbose_name_plural': 'knowledge',
                'indexes': [models.Index(fields=['organization', 'language'], name='knowledge_by_language')],
            },
        ),
        migrations.CreateModel(
            name='LeadSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('apollo', 'Apollo'), ('own', 'Leads that nobody has worked'), ('lookalike', 'Leads like the customers we won')], max_length=9)),
                ('state', models.CharField(choices=[('running', 'Looking'), ('done', 'Done'), ('failed', 'Failed')], default='running', max_length=8)),
                ('wanted', models.PositiveSmallIntegerField(default=25)),
                ('credits', models.PositiveSmallIntegerField(default=0)),
                ('spent', models.PositiveSmallIntegerField(default=0)),
                ('page', models.PositiveIntegerField(default=0)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('left_out', models.JSONField(default=dict)),
                ('trouble', models.CharField(blank=True, max_length=24)),
                ('key', models.CharField(max_length=80, null=True)),
                ('by', models.CharField(max_length=80)),
                ('started_at', models.DateTimeField(default=quotahit.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('approval', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lead_search', to='workflow.approval')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'search for leads',
                'verbose_name_plural': 'searches for leads',
                'indexes': [models.Index(fields=['organization', '-started_at'], name='lead_search_newest')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='lead_search_once')],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('lead', models.JSONField(default=dict)),
                ('email_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('phone_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('linkedin_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('fit', models.PositiveSmallIntegerField()),
                ('lines', models.JSONField(default=list)),
                ('likeness', models.PositiveSmallIntegerField(null=True)),
                ('parts', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('proposed', 'Waits for a word'), ('accepted', 'Accepted'), ('rejected', 'Rejected'), ('refused', 'Refused'), ('left_out', 'Left out')], default='proposed', max_length=8)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.CharField(blank=True, max_length=80)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='candidacies', to='crm.contact')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('search', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='agents.leadsearch')),
            ],
            options={
                'indexes': [models.Index(fields=['search', 'state', '-fit'], name='candidate_best'), models.Index(fields=['organization', 'email_hash'], name='candidate_email')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'key'), name='candidate_once')],
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fit', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('offered', 'Waits for an answer'), ('accepted', 'Accepted'), ('passed', 'Passed on'), ('expired', 'Not answered in time'), ('withdrawn', 'Taken back')], default='offered', max_length=9)),
                ('offered_at', models.DateTimeField(default=quotahit.clock.now)),
                ('due_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('approval', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='offer', to='workflow.approval')),
                ('briefing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='offers', to='agents.briefing')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='crm.contact')),
                ('deal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.deal')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='offer', to='agents.agentdecision')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('owner_before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='crm.rep')),
                ('routing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='agents.agentdecision')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', '-offered_at'], name='offer_newest'), models.Index(fields=['rep', '-offered_at'], name='offer_of_rep')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'offered')), fields=('contact',), name='offer_one_open')],
            },
        ),
        migrations.CreateModel(
            name='QualifierTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'In conversation'), ('nurture', 'Comes back later'), ('qualified', 'Qualified'), ('disqualified', 'Disqualified'), ('quiet', 'Did not answer')], default='open', max_length=12)),
                ('is_fast', models.BooleanField(default=False, verbose_name='fast track')),
                ('turn', models.PositiveIntegerField(default=0)),
                ('rounds', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('code', models.CharField(blank=True, max_length=24)),
                ('reason', models.TextField(blank=True)),
                ('started_at', models.DateTimeField(default=quotahit.clock.now)),
                ('moved_at', models.DateTimeField(default=quotahit.clock.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='qualifier_talks', to='crm.contact')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('qualification', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='crm.qualification', verbose_name='evidence')),
            ],
            options={
                'verbose_name': 'qualifying conversation',
                'indexes': [models.Index(fields=['contact', '-started_at', '-id'], name='qualifier_talk_newest'), models.Index(fields=['organization', 'state'], name='qualifier_talk_states')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'nurture'])), fields=('contact',), name='qualifier_talk_one_runs')],
            },
        ),
        migrations.CreateModel(
            name='QualifierQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.CharField(choices=[('budget', 'Budget'), ('authority', 'Authority'), ('need', 'Need'), ('timeline', 'Timeline'), ('competition', 'Competition')], max_length=16)),
                ('gap', models.CharField(max_length=8)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outreach.delivery')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('talk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='agents.qualifiertalk')),
            ],
            options={
                'indexes': [models.Index(fields=['talk', 'at', 'id'], name='qualifier_question_order')],
            },
        ),
        migrations.CreateModel(
            name='RuleSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60, verbose_name='rule')),
                ('is_on', models.BooleanField(verbose_name='in force')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': 'rule switched',
                'verbose_name_plural': 'rules switched',
                'constraints': [models.UniqueConstraint(fields=('organization', 'rule'), name='rule_switch_once')],
            },
        ),
        migrations.CreateModel(
            name='ScoutPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('off', 'Does not look'), ('propose', 'Proposes them'), ('add', 'Adds the fitting ones, proposes the rest')], default='propose', max_length=8, verbose_name='what it does with leads')),
                ('least_fit', models.PositiveSmallIntegerField(default=70, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='adds by itself from a fit of')),
                ('most_a_day', models.PositiveSmallIntegerField(default=25, verbose_name='adds by itself, at most a day')),
                ('rhythm', models.CharField(choices=[('off', 'Never'), ('daily', 'Every day'), ('weekly', 'Every week')], default='off', max_length=6, verbose_name='looks by itself')),
                ('source', models.CharField(choices=[('apollo', 'Apollo'), ('own', 'Leads that nobody has worked'), ('lookalike', 'Leads like the customers we won')], default='apollo', max_length=9, verbose_name='where')),
                ('wanted', models.PositiveSmallIntegerField(default=25, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(200)], verbose_name='leads a search')),
                ('credits', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(1000)], verbose_name='Apollo credits a search, at most')),
                ('next_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name': "scout's plan",
                'verbose_name_plural': "scout's plans",
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='scout_plan_due')],
                'constraints': [models.UniqueConstraint(fields=('organization',), name='scout_plan_once')],
            },
        ),
    ]

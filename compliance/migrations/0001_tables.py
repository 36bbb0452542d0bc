import django.db.models.deletion
import quotahit.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    # What came before the first release; who has applied all of it has these tables.
    replaces = [
        ('compliance', '0001_initial'),
        ('compliance', '0002_refusals_at_hand'),
        ('compliance', '0004_attempts_outlive_their_decisions'),
        ('compliance', '0005_decisions_unchecked'),
        ('compliance', '0006_grounds_unchecked'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=60)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'version', 'digest'), name='consent_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, verbose_name='address')),
                ('seller', models.CharField(default='self', max_length=60)),
                ('type', models.CharField(choices=[('pewc', 'Prior express written consent'), ('pec', 'Prior express consent, spoken'), ('ebr_txn', 'Business relationship: purchase'), ('ebr_inq', 'Business relationship: inquiry'), ('casl_express', 'Express consent (Canada)'), ('casl_impl_txn', 'Implied by purchase (Canada)'), ('casl_impl_inq', 'Implied by inquiry (Canada)'), ('soft_optin', 'Soft opt-in (EU, UK)'), ('email_sub', 'Email subscription'), ('wa_optin', 'WhatsApp opt-in')], max_length=16)),
                ('scopes', models.CharField(max_length=80)),
                ('purpose', models.CharField(choices=[('marketing', 'Marketing'), ('transactional', 'Transactional')], default='marketing', max_length=16)),
                ('source', models.CharField(max_length=200)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='IP address')),
                ('given_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(default=quotahit.clock.now)),
                ('recorded_by', models.CharField(max_length=80)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_source', models.CharField(blank=True, max_length=200)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('text', models.ForeignKey(null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='consents', to='compliance.consenttext')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'address_hash'], name='consent_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('scopes', ''), _negated=True), name='consent_names_a_channel'), models.UniqueConstraint(fields=('organization', 'address_hash', 'seller', 'type', 'scopes', 'purpose', 'given_at'), name='consent_once')],
            },
        ),
        migrations.CreateModel(
            name='Grounds',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp'), ('voice', 'AI call'), ('voice_live', 'Call by a person'), ('linkedin', 'LinkedIn'), ('chat', 'Website chat')], max_length=10)),
                ('purpose', models.CharField(choices=[('marketing', 'Marketing'), ('transactional', 'Transactional')], max_length=16)),
                ('earliest', models.DateTimeField(null=True)),
                ('rule_version', models.CharField(max_length=40)),
                ('inputs_hash', models.CharField(max_length=64)),
                ('inputs', models.TextField()),
                ('findings', models.TextField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name_plural': 'grounds',
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, verbose_name='address')),
                ('subject_type', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('allowed', models.BooleanField()),
                ('reason', models.CharField(choices=[('ALLOW', 'Allowed'), ('BAD_NUMBER', 'Not an address that can be reached'), ('JURISDICTION_UNSUPPORTED', 'No rules for this country or state'), ('ERASED_SUPPRESSED', 'Belongs to a person who was erased'), ('SUPPRESSED', 'Unsubscribed, complained or suppressed'), ('INTERNAL_DNC', 'Asked us not to make contact'), ('CONSENT_MISSING', 'No consent on record'), ('CONSENT_REVOKED', 'Consent was revoked'), ('CONSENT_WRONG_SELLER', 'Consent was given to another seller'), ('CONSENT_NOT_WRITTEN', 'Consent is not in writing'), ('CONSENT_SCOPE', 'Consent does not cover this channel'), ('CONSENT_EXPIRED', 'Consent has lapsed'), ('NATIONAL_DNC', 'On the national do-not-call registry'), ('STATE_DNC', "On the state's do-not-call list"), ('DNC_STALE', 'No current copy of the do-not-call registry'), ('REASSIGNED', 'The number belongs to somebody else now'), ('RND_REQUIRED', 'The reassigned-numbers database must be asked first'), ('RND_NO_DATA', 'Unknown whether the number was reassigned'), ('ZONE_UNKNOWN', "The person's time zone cannot be told"), ('EMERGENCY_BAN', 'State of emergency'), ('DAY_OFF', 'No contact on this day'), ('QUIET_HOURS', 'Outside the permitted hours'), ('HOURS_UNCONFIRMED', "Hours of this place await an operator's sign-off"), ('ATTEMPT_CAP', "The law's limit of attempts is reached"), ('ATTEMPT_CAP_POLICY', "The house's limit of attempts is reached"), ('RECORDING_NOTICE_MISSING', 'Recording is not announced'), ('AI_DISCLOSURE_MISSING', 'Does not say that it is an AI'), ('SMS_UNREGISTERED', 'Text campaign is not registered'), ('SMS_NO_OPT_OUT', 'First text does not say how to opt out'), ('WA_WINDOW_CLOSED', 'WhatsApp window is closed and this is no template'), ('WA_US_MARKETING_PAUSED', 'WhatsApp marketing to US numbers is paused'), ('EMAIL_HARD_BOUNCE', 'The address bounces'), ('EMAIL_NO_POSTAL', 'No postal address in the message'), ('EMAIL_NO_ONE_CLICK', 'No one-click unsubscribe headers'), ('EMAIL_DMARC', 'The sender is not aligned (DMARC)'), ('EMAIL_SPAM_RATE', 'Our spam rate is too high')], max_length=32)),
                ('organization', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('grounds', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='compliance.grounds')),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'id'], name='decision_subject'), models.Index(fields=['organization', 'at'], name='decision_time'), models.Index(condition=models.Q(('allowed', False)), fields=['organization', 'at', 'reason'], name='decision_refusals')],
            },
        ),
        migrations.CreateModel(
            name='LoggedAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, verbose_name='address')),
                ('channel', models.CharField(choices=[('email', 'Email'), ('sms', 'SMS'), ('whatsapp', 'WhatsApp'), ('voice', 'AI call'), ('voice_live', 'Call by a person'), ('linkedin', 'LinkedIn'), ('chat', 'Website chat')], max_length=10)),
                ('at', models.DateTimeField()),
                ('decision', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='counted', to='compliance.decision')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'address_hash', 'at'], name='logged_attempt_address')],
            },
        ),
        migrations.CreateModel(
            name='PlaceRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=8)),
                ('kind', models.CharField(choices=[('hours_confirmed', 'Hours confirmed'), ('emergency', 'State of emergency')], max_length=16)),
                ('why', models.CharField(help_text="What this rests on: counsel's name, the proclamation.", max_length=200)),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=80)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('organization', 'place', 'kind'), name='place_ruling_once')],
            },
        ),
        migrations.CreateModel(
            name='RegistryCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registry', models.CharField(max_length=8)),
                ('copied_at', models.DateTimeField(help_text='When the registry handed the file out.')),
                ('file_name', models.CharField(max_length=255)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('numbers', models.PositiveBigIntegerField(default=0)),
                ('imported_by', models.CharField(max_length=80)),
                ('completed_at', models.DateTimeField(null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'verbose_name_plural': 'registry copies',
                'constraints': [models.UniqueConstraint(condition=models.Q(('completed_at', None), _negated=True), fields=('organization', 'registry'), name='registry_copy_once')],
            },
        ),
        migrations.CreateModel(
            name='DoNotCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, verbose_name='address')),
                ('requested_at', models.DateTimeField(null=True)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('recorded_by', models.CharField(blank=True, max_length=80)),
                ('recorded_at', models.DateTimeField(default=quotahit.clock.now)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='compliance.registrycopy')),
            ],
            options={
                'verbose_name': 'do-not-call entry',
                'verbose_name_plural': 'do-not-call entries',
                'indexes': [models.Index(fields=['organization', 'address_hash'], name='do_not_call_address')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('copy', None)), fields=('organization', 'address_hash'), name='own_do_not_call_once'), models.CheckConstraint(condition=models.Q(('copy__isnull', False), ('requested_at__isnull', False), _connector='OR'), name='own_do_not_call_has_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, verbose_name='address')),
                ('kind', models.CharField(max_length=8)),
                ('reason', models.CharField(choices=[('unsubscribed', 'Unsubscribed'), ('opted_out_elsewhere', 'Opted out before the import'), ('objection', 'Objects to all contact'), ('complaint', 'Reported us as spam'), ('hard_bounce', 'Address does not exist'), ('soft_bounces', 'Bounced again and again'), ('manual', 'Suppressed by hand'), ('erased', 'Erased on request')], max_length=20)),
                ('source', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=quotahit.clock.now)),
                ('by', models.CharField(max_length=80)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_by', models.CharField(blank=True, max_length=80)),
                ('lifted_why', models.CharField(blank=True, max_length=200, verbose_name='why it may be used again')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('organization', 'address_hash', 'reason'), name='suppression_once')],
            },
        ),
    ]

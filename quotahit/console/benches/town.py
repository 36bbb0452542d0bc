"""An organization that has worked with so many contacts for eight months: what a benchmark of the pages looks at.

Everybody has an address; most are scored, a third was written to, a few answered, and a few of those became deals.
How often a thing happened to one of a thousand is the same whatever the size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

from agents.models import AgentDecision
from compliance.models import Decision, Grounds
from crm import models as crm
from outreach.models import Delivery, Enrollment, InboundMessage, Mailbox, Sequence, Thread
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.members import add_member
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.multiplying import multiply
from quotahit.llm.models import ModelCall
from quotahit.workflow.models import Approval, Run

PASSWORD = "correct horse battery"
AGE, WRITTEN_FOR, CALLED_FOR = timedelta(days=240), timedelta(days=60), timedelta(days=25)
SELLERS = 12
FIT = "CASE WHEN n % 10 < 3 THEN NULL ELSE (n * 37) % 101 END"
LIFECYCLE = "CASE WHEN n % 50 = 0 THEN 'customer' WHEN n % 10 = 0 THEN 'engaged' ELSE 'lead' END"


@dataclass(frozen=True)
class Town:
    """Where the rows are: the ids of contacts are consecutive, and address and name follow from the number."""

    organization: Organization
    owner: User
    first_contact: int
    first_company: int
    first_deal: int
    size: int

    def email(self, number: int) -> str:
        return f"pat{number}@c{number // 4}.example"


def build(size: int) -> Town:
    """Fill the database at hand, which holds nothing yet; PostgreSQL only."""
    owner = User.objects.create_user("owner@bench.example", PASSWORD, first_name="Pat", is_staff=True)
    organization = create_organization("Bench", slug="bench", country="US", owner=owner)
    for number in range(1, SELLERS):
        seller = User.objects.create_user(f"seller{number}@bench.example", PASSWORD, first_name=f"S{number}")
        add_member(organization, seller, Role.REP, actor="system:bench")
    set_up_outreach(organization, actor="system:bench")
    first = _people(organization, owner, size)
    _happenings(organization, first, size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    deal = crm.Deal.objects.earliest("pk")
    return Town(organization, owner, first.pk, first.company_id, deal.pk, size)


def _people(organization: Organization, owner: User, size: int) -> crm.Contact:
    mine = {"organization": organization}
    company = crm.Company.objects.create(**mine, name="Firm 0", name_key="firm 0", industry="software")
    contact = crm.Contact.objects.create(
        **mine,
        company=company,
        first_name="Pat",
        last_name="Family 0",
        name_key="pat family 0",
        title="Buyer",
        country="US",
        state="NY",
        zone="America/New_York",
        owner=owner,
    )
    first = {"address": "pat0@c0.example", "key": "pat0@c0.example", "is_primary": True}
    email = crm.ContactEmail.objects.create(**mine, contact=contact, **first)
    tag = crm.Tag.objects.create(**mine, name="Trade fair")
    contact.tags.add(tag)
    firms = size // 4
    multiply(company, 1, firms - 1, name="'Firm ' || n", name_key="'firm ' || n")
    multiply(
        contact,
        1,
        size - 1,
        company_id=f"seed.company_id + n % {firms}",
        last_name="'Family ' || n",
        name_key="'pat family ' || n",
        owner_id=f"CASE WHEN n % 3 = 1 THEN NULL ELSE seed.owner_id + n % {SELLERS} END",
        lifecycle=LIFECYCLE,
        fit=FIT,
        engagement="CASE WHEN n % 5 = 0 THEN n % 90 ELSE 0 END",
        created_at=_earlier("created_at", AGE, size),
    )
    at = f"CASE WHEN n % 3 = 0 THEN {_earlier('at', AGE, size)} END"
    contact.last_activity.at = contact.created_at
    contact.last_activity.save()
    multiply(contact.last_activity, 1, size - 1, at=at)
    address = "'pat' || n || '@c' || (n / 4) || '.example'"
    multiply(email, 1, size - 1, contact_id="seed.contact_id + n", address=address, key=address)
    multiply(contact.tags.through.objects.get(), 1, size // 20 - 1, contact_id="seed.contact_id + n * 20")
    return contact


def _happenings(organization: Organization, contact: crm.Contact, size: int) -> None:
    """What happened to one in so many of them."""
    for seed, one_in, columns in _seeds(organization, contact, clock.now()):
        seed.save()
        number = size // one_in
        spans = {name: _earlier(name, span, number) for name, span in columns.items() if isinstance(span, timedelta)}
        others = {name: text for name, text in columns.items() if isinstance(text, str)}
        who = {"contact_id", "subject_id"} & {field.attname for field in seed._meta.concrete_fields}
        whose = {name: f"seed.{name} + n * {one_in}" for name in who}
        multiply(seed, 1, number - 1, **whose, **spans, **others)


def _earlier(column: str, span: timedelta, number: int) -> str:
    """Times from now back over the span, evenly for so many rows."""
    return f"seed.{column} - n * interval '{span.total_seconds() / number:.6f} seconds'"


Seed = tuple[models.Model, int, Mapping[str, str | timedelta]]


def _seeds(organization: Organization, contact: crm.Contact, now: datetime) -> list[Seed]:
    """Rows about the first contact, how many contacts share one such row, and the columns that differ."""
    mine: dict[str, Any] = {"organization": organization}
    about = {**mine, "subject_type": "crm.contact", "subject_id": contact.pk}
    theirs = {**mine, "contact": contact}
    profile = crm.ScoringProfile.objects.get(**mine)
    sequence, mailbox = Sequence.objects.get(**mine, code="engage"), Mailbox.objects.get(**mine)
    stage = crm.Stage.objects.filter(**mine).order_by("position")[0]
    grounds = Grounds(**mine, channel="email", purpose="marketing", rule_version="1", inputs="{}", findings="{}")
    grounds.save()
    thread = Thread(**theirs, mailbox=mailbox, subject="A question")
    said = {"channel": "email", "subject": "A question", "body": "Good morning. " * 20}
    sent = {"mailbox": mailbox, "address": "pat0@c0.example", "status": "sent", "settled_at": now}
    call = {"prompt": "reply", "vendor": "openai", "model": "small", "cost": "0.000100", "outcome": "done"}
    asked = {"kind": "deal.open", "title": "A deal?", "choices": [["yes", "Yes"]], "fingerprint": "0" * 64}
    run = {"chain": "lead", "version": 1, "step_names": ["a", "b"], "event_id": 0, "wake_at": None}
    return [
        (thread, 3, {"created_at": WRITTEN_FOR, "last_at": WRITTEN_FOR}),
        (crm.Interaction(**theirs, direction="outbound", **said), 2, {"at": AGE}),
        (crm.Interaction(**theirs, direction="inbound", **said), 40, {"at": AGE}),
        (crm.Score(**theirs, profile=profile, fit=50, band="warm", known="0.500"), 2, {"at": AGE}),
        (crm.EngagementEntry(**theirs, kind="email_opened", points=2), 5, {"at": AGE}),
        (crm.Note(**mine, contact=contact, body="Called."), 50, {"created_at": AGE}),
        (crm.Task(**mine, contact=contact, title="Call", due_at=now), 100, {"due_at": AGE, "created_at": AGE}),
        (crm.Task(**mine, contact=contact, title="Call", due_at=now, done_at=now), 50, {"due_at": AGE}),
        (crm.Hold(**theirs, kind="takeover", by="user:1"), 20, {"created_at": AGE}),
        (crm.Hold(**theirs, kind="manual", by="user:1", released_at=now), 50, {"created_at": AGE}),
        (crm.Deal(**theirs, name="A deal", stage=stage, amount="1200"), 50, {"stage_id": "seed.stage_id + n % 6"}),
        (Enrollment(**theirs, sequence=sequence, mailbox=mailbox, enrolled_by="bench", next_at=now + AGE), 3, {}),
        (
            Delivery(**theirs, **sent, idempotency_key="key 0", planned_by="bench"),
            3,
            {"settled_at": WRITTEN_FOR, "not_before": WRITTEN_FOR, "idempotency_key": "'key ' || n"},
        ),
        (
            InboundMessage(**theirs, raw_id=1, mailbox=mailbox, kind="human", sender="pat0@c0.example"),
            40,
            {"raw_id": "seed.raw_id + n", "received_at": AGE},
        ),
        (Decision(**about, at=now, allowed=True, reason="ALLOW", grounds=grounds), 3, {"at": WRITTEN_FOR}),
        (Decision(**about, at=now, allowed=False, reason="NO_CONSENT", grounds=grounds), 40, {"at": WRITTEN_FOR}),
        (AgentDecision(**theirs, agent="orchestrator", kind="enroll", rule="r", reason="r"), 3, {"at": AGE}),
        (ModelCall(**about, **call), 20, {"at": CALLED_FOR}),
        (Approval(**about, **asked, requested_by="agent:sales"), 500, {"created_at": AGE}),
        (Approval(**about, **asked, requested_by="agent:sales", status="resolved"), 100, {"created_at": AGE}),
        (Run(**about, **run, status="finished", ended_at=now), 2, {"event_id": "n", "created_at": AGE}),
        (
            Run(**about, **{**run, "chain": "deal"}, status="sleeping"),
            100,
            {"event_id": "n", "wake_at": "seed.created_at + interval '90 days'"},
        ),
    ]

"""The seller of a drill: one organization with real mailboxes and one that stays in the sandbox, and their leads."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from crm.importing.drafts import start_draft, start_import
from outreach.choices import MailboxKind, Security, Transport
from outreach.mailboxes import save_mailbox, store_mailbox_secret
from outreach.models import Mailbox, SequenceStep
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.console.drills.peers.people import SECRET

ACTOR = "system:drill"
HEADERS = ("First Name", "Last Name", "Title", "Company", "Email", "# Employees", "State", "Country")
TITLES = ("CEO", "VP Sales", "Head of Marketing", "Buyer")
ZONES = {"NY": "America/New_York", "CA": "America/Los_Angeles", "IL": "America/Chicago", "CO": "America/Denver"}
PLENTY = 100_000


@dataclass
class World:
    """Who sells, from where, and the addresses of all who were put on a list, by organization."""

    operator: User
    live: Organization
    sandboxed: Organization
    smtp: Mailbox
    resend: Mailbox
    listed: dict[int, list[str]] = field(default_factory=dict)

    def import_leads(self, organization: Organization, count: int) -> None:
        """Hand in a list of new people, for the worker to import: from there on the product does all by itself."""
        start = sum(map(len, self.listed.values()))
        rows = [_lead(number) for number in range(start, start + count)]
        path = settings.HOME / f"leads-{start}.csv"
        _write(path, rows)
        start_import(start_draft(organization, path, path.name, by=self.operator), actor=self.operator)
        path.unlink()
        self.listed.setdefault(organization.pk, []).extend(row[4] for row in rows)


def build(smtp_port: int, resend_url: str) -> World:
    """Found both organizations, as they come: with three sequences, and a sandbox mailbox each."""
    operator = User.objects.create_superuser(settings.OPERATOR_EMAIL, first_name="Operator")
    live, sandboxed = (_found(name, operator) for name in ("Live", "Sandboxed"))
    server = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "smtp_security": Security.NONE}
    smtp = add_mailbox(live, "smtp", transport=Transport.SMTP, settings=server | {"dmarc_aligned": True})
    provider = {"api_url": resend_url, "dmarc_aligned": True}
    resend = add_mailbox(live, "resend", transport=Transport.ANYMAIL, provider="resend", settings=provider)
    store_mailbox_secret(resend, "api_key", "re_drill", actor=ACTOR)
    store_mailbox_secret(resend, "inbound_secret", f"whsec_{SECRET}", actor=ACTOR)
    return World(operator, live, sandboxed, smtp, resend)


def hurry() -> None:
    """Let sequences wait for nothing, so that a drill in real time need not wait for days."""
    SequenceStep.objects.update(delay_days=0)


def add_mailbox(organization: Organization, name: str, **fields: object) -> Mailbox:
    """A mailbox that may do whatever `fields` do not forbid."""
    free = {"daily_cap": PLENTY, "spacing_seconds": 0, "keeps_window": False, "autonomy": Autonomy.AUTONOMOUS}
    named = {"name": name.capitalize(), "address": f"{name}@drill.example", "kind": MailboxKind.AGENT}
    return save_mailbox(Mailbox(organization=organization, **named | free | fields), actor=ACTOR, secrets={})


def _found(name: str, owner: User) -> Organization:
    return create_organization(
        name, owner=owner, country="US", zone="America/New_York", postal_address="1 Main Street, Springfield, IL"
    )


def _lead(number: int) -> list[str]:
    name = ["Pat", f"Drill{number}", TITLES[number % len(TITLES)]]
    company = [f"Firm {number // 4}", f"pat{number}@firm{number // 4}.example", str(20 * (number % 50) + 10)]
    return [*name, *company, list(ZONES)[number % len(ZONES)], "United States"]


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows)

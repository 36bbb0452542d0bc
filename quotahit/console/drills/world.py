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
    """Found both organizations. Their sequences wait for nothing, so that a drill need not wait for days."""
    operator = User.objects.create_superuser(settings.OPERATOR_EMAIL, first_name="Operator")
    live, sandboxed = (_found(name, operator) for name in ("Live", "Sandboxed"))
    server = {"smtp_host": "127.0.0.1", "smtp_port": smtp_port, "smtp_security": Security.NONE}
    smtp = _mailbox(live, "smtp", Transport.SMTP, settings=server | {"dmarc_aligned": True})
    provider = {"api_url": resend_url, "dmarc_aligned": True}
    resend = _mailbox(live, "resend", Transport.ANYMAIL, provider="resend", settings=provider)
    store_mailbox_secret(resend, "api_key", "re_drill", actor=ACTOR)
    store_mailbox_secret(resend, "inbound_secret", f"whsec_{SECRET}", actor=ACTOR)
    SequenceStep.objects.update(delay_days=0)
    return World(operator, live, sandboxed, smtp, resend)


def _found(name: str, owner: User) -> Organization:
    return create_organization(
        name, owner=owner, country="US", zone="America/New_York", postal_address="1 Main Street, Springfield, IL"
    )


def _mailbox(organization: Organization, name: str, transport: Transport, **fields: object) -> Mailbox:
    mailbox = Mailbox(
        organization=organization,
        name=name.capitalize(),
        address=f"{name}@drill.example",
        kind=MailboxKind.AGENT,
        transport=transport,
        autonomy=Autonomy.AUTONOMOUS,
        daily_cap=PLENTY,
        spacing_seconds=0,
        keeps_window=False,
        **fields,
    )
    return save_mailbox(mailbox, actor=ACTOR, secrets={})


def _lead(number: int) -> list[str]:
    name = ["Pat", f"Drill{number}", TITLES[number % len(TITLES)]]
    company = [f"Firm {number // 4}", f"pat{number}@firm{number // 4}.example", str(20 * (number % 50) + 10)]
    return [*name, *company, "New York", "United States"]


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows)

"""An organization with a crowd in one sequence: what the benchmarks of the tick work on."""

from datetime import timedelta

from django.db import connection

from crm.models import Company, Contact, ContactEmail
from outreach.models import Enrollment, Mailbox, Sequence
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.commands import WrongUse
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.multiplying import multiply
from quotahit.workflow.sql import instant

MAILBOXES, COMPANIES = 50, 1000  # the daily cap of a sandbox mailbox is ten thousand
PARTS = 60  # of those who never were due
FAR = timedelta(days=3650)


def settle_down() -> None:
    """What a database does by and by for tables that have grown."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class Crowd:
    """So many enrolments in one sequence. None is due until `make_due`, which takes each of them once."""

    def __init__(self, slug: str = "bench", *, mailboxes: int = MAILBOXES, companies: int = COMPANIES) -> None:
        organization = create_organization("Bench", slug=slug, country="US")
        set_up_outreach(organization, actor="system:bench")
        mailbox = Mailbox.objects.get(organization=organization)
        company = Company.objects.create(organization=organization, name="Acme", name_key="acme", industry="software")
        person = {"first_name": "Pat", "last_name": "Example", "name_key": "pat example", "title": "Buyer"}
        place = {"city": "Albany", "state": "NY", "country": "US", "zone": "America/New_York"}
        self._contact = Contact.objects.create(organization=organization, company=company, **person, **place)
        self._email = ContactEmail.objects.create(
            organization=organization, contact=self._contact, address="pat@c.example", key="pat@c.example"
        )
        self._enrollment = Enrollment.objects.create(
            organization=organization,
            contact=self._contact,
            sequence=Sequence.objects.get(organization=organization, code="engage"),
            mailbox=mailbox,
            next_at=clock.now() + FAR,
            enrolled_by="system:bench",
        )
        multiply(mailbox, 1, mailboxes - 1, address="'sales' || n || '@bench.sandbox.example'")
        multiply(company, 1, companies - 1, name="'Acme ' || n", name_key="'acme ' || n")
        self.organization, self._mailboxes, self._companies = organization, mailboxes, companies
        self.size, self._fresh_from, self._taken = 1, 1, 0

    def grow(self, size: int) -> None:
        """Make it this large; those who are new are made due from now on. Only the crowd that came last may grow."""
        first, last = self.size, size - 1
        company, mailbox = f"seed.company_id + n % {self._companies}", f"seed.mailbox_id + (n / 7) % {self._mailboxes}"
        name, address, contact = "'Pat' || n", "'pat' || n || '@c' || (n / 4) || '.example'", "seed.contact_id + n"
        multiply(self._contact, first, last, first_name=name, name_key="'pat example ' || n", company_id=company)
        multiply(self._contact.last_activity, first, last)
        multiply(self._email, first, last, contact_id=contact, address=address, key=address)
        multiply(self._enrollment, first, last, contact_id=contact, mailbox_id=mailbox)
        self._fresh_from, self._taken, self.size = first, 0, size

    def make_due(self, count: int) -> int:
        """Let about so many that never were be due now, spread over the whole table; returns how many."""
        parts = count * PARTS // (self.size - self._fresh_from) or 1
        first, last = self._enrollment.pk + self._fresh_from, self._enrollment.pk + self.size - 1
        self._taken, part = self._taken + parts, self._taken
        if self._taken > PARTS:
            raise WrongUse("There are not enough enrolments for so many that are due and so many rounds.")
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Enrollment._meta.db_table} SET next_at = %s"
                f" WHERE id BETWEEN %s AND %s AND id %% {PARTS} >= %s AND id %% {PARTS} < %s",
                [instant(clock.now()), first, last, part, self._taken],
            )
            return cursor.rowcount

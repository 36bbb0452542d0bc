"""A workspace in which everything is there once: one row at least of each model that the console shows."""

from decimal import Decimal
from pathlib import Path

from compliance.consents import grant_consent
from compliance.do_not_call import record_do_not_call
from compliance.place_rulings import declare_emergency
from compliance.registries import import_registry
from compliance.suppressions import suppress
from crm.choices import Engagement, HoldKind
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.engagement import earn
from crm.holds import place_hold
from crm.importing.drafts import start_draft
from crm.models import Contact, Import, Rep, Tag
from crm.notify import notify
from crm.todo import add_note, create_task
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.credentials import store_secret
from quotahit.accounts.members import invite
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.llm.models import ModelCall
from tests.console.loop import answer, work


def furnish(name: str, owner: User, folder: Path) -> Organization:
    """A new organization whose every row bears `name` where it bears words at all."""
    organization = create_organization(
        name, owner=owner, country="US", zone="America/New_York", postal_address=f"1 {name} Street"
    )
    contact = newcomer(organization, name)
    work()
    answer(Delivery.objects.get(contact=contact), f"This looks great. Could we have a demo on Thursday?\n{name}")
    _records(organization, contact, name, owner)
    _evidence(organization, name, owner, folder)
    _account(organization, name, owner)
    return organization


def newcomer(organization: Organization, name: str) -> Contact:
    """A lead in New York who may be written to."""
    return create_contact(
        organization,
        actor="import:1",
        first_name="Erin",
        last_name=name,
        title=f"VP of {name}",
        country="US",
        state="NY",
        emails=[f"erin@{name.lower()}.example"],
        company_name=f"{name} Works",
    )


def draft(organization: Organization, name: str, owner: User, folder: Path) -> Import:
    """An import that waits for its mapping to be checked."""
    path = folder / f"{name}.csv"
    path.write_text(f"First Name,Last Name,Email,Country\nNed,{name},ned@{name.lower()}.example,US\n")
    return start_draft(organization, path, f"{name}.csv", by=owner)


def _records(organization: Organization, contact: Contact, name: str, owner: User) -> None:
    deal = create_deal(organization, actor=owner, name=f"{name} deal", contact=contact, amount=Decimal(5000))
    add_note(organization, f"{name} note", actor=owner, contact=contact)
    create_task(organization, title=f"{name} task", actor=owner, contact=contact, deal=deal, assignee=owner)
    place_hold(organization, contact, HoldKind.MANUAL, by=owner, key="console")
    earn(organization, contact, Engagement.SITE_VISITED, source="site", key=f"site:{contact.pk}")
    contact.tags.add(Tag.objects.create(organization=organization, name=f"{name} tag"))
    Rep.objects.create(organization=organization, user=owner)
    notify(organization, [owner], kind="test", title=f"{name} notice")


def _evidence(organization: Organization, name: str, owner: User, folder: Path) -> None:
    now, address = clock.now(), f"ned@{name.lower()}.example"
    words = {"text": f"{name} may write to me.", "text_version": name, "source": f"{name} form"}
    grant_consent(organization, ["email"], address, type="email_sub", at=now, actor=owner, **words)
    suppress(organization, "email", address, reason="manual", source=f"{name} list", actor=owner)
    record_do_not_call(organization, "voice_live", "+12125550123", source=f"{name} call", actor=owner)
    declare_emergency(organization, "US-NY", why=f"{name} flood", actor=owner)
    numbers = folder / f"{name}.txt"
    numbers.write_text("2125550199\n")
    import_registry(organization, "US", numbers, copied_at=now, actor=owner)


def _account(organization: Organization, name: str, owner: User) -> None:
    store_secret(organization, "perplexity", "api_key", f"{name}-secret", actor=owner)
    invite(organization, f"new@{name.lower()}.example", Role.REP, actor=owner)
    ModelCall.objects.create(organization=organization, prompt=f"{name}.prompt", vendor="openai", model="m")
